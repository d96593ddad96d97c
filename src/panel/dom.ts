type Child = Node | string | null;

/**
 * A small element maker. Attributes only, no markup: names and errors of the user's program pass through
 * here, and nothing of them may ever be read as HTML.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Readonly<Record<string, string | null>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K];
export function h(
  tag: string,
  attributes?: Readonly<Record<string, string | null>>,
  ...children: readonly Child[]
): HTMLElement;
export function h(
  tag: string,
  attributes: Readonly<Record<string, string | null>> = {},
  ...children: readonly Child[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null) element.setAttribute(name, value);
  element.append(...children.filter(child => child !== null));
  return element;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The same for what is drawn as SVG. */
export function svg(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Replaces the children only when `signature` differs from the last one: focus and selection survive. */
export function refresh(element: HTMLElement, signature: string, make: () => readonly Child[]): void {
  if (element.dataset['signature'] === signature) return;
  element.dataset['signature'] = signature;
  element.replaceChildren(...make().filter(child => child !== null));
}

export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Whatever `change` makes anew: a control of the same name has the focus again. */
export function keepFocus(element: HTMLElement, change: () => void): void {
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  const name = active instanceof HTMLElement ? active.dataset['fold'] : undefined;
  change();
  if (name === undefined || active?.isConnected === true) return;
  element.querySelector<HTMLElement>(`[data-fold="${CSS.escape(name)}"]`)?.focus();
}
