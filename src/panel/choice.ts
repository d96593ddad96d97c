import { h } from './dom.ts';

/** One of a few, as a list to choose from. */
export class Choice<T extends string> {
  readonly element: HTMLSelectElement;
  readonly #values: readonly T[];

  constructor(
    className: string,
    label: string,
    texts: Readonly<Record<T, string>>,
    onChange: (value: T) => void,
  ) {
    this.#values = Object.keys(texts) as T[];
    this.element = h(
      'select',
      { class: `choice ${className}`, 'aria-label': label, title: label },
      ...this.#values.map(value => h('option', { value }, texts[value])),
    );
    this.element.addEventListener('change', () => {
      const chosen = this.#values.find(value => value === this.element.value);
      if (chosen !== undefined) onChange(chosen);
    });
  }

  /** `null` where there is nothing to choose. */
  show(value: T | null): void {
    this.element.hidden = value === null;
    if (value !== null && this.element.value !== value) this.element.value = value;
  }
}
