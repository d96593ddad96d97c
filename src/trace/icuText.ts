/** How a language writes what is filled into a text. */
export interface Wording {
  /** The plural category of a count, of ICU: `one`, `other`… */
  readonly plural: (count: number) => string;
  readonly number: (value: number) => string;
}

const placeholder = /\{(\d+)(?:, plural,((?:\s*\w+ \{(?:[^{}]|\{\d+\})*\})+)\s*)?\}/g;
const pluralForm = /(\w+) \{((?:[^{}]|\{\d+\})*)\}/g;

/**
 * Fills a text. Takes two forms of ICU's messages: `{0}` is the first argument, `{0, plural, one {# thread} other
 * {# threads}}` depends on it, with `#` for the number.
 */
export function filled(text: string, args: readonly (string | number)[], wording: Wording): string {
  return text.replace(placeholder, (whole, index: string, forms: string | undefined) => {
    const value = args[Number(index)];
    if (value === undefined) return whole;
    if (forms === undefined) return typeof value === 'number' ? wording.number(value) : value;
    const count = Number(value);
    return filled(chosenForm(forms, count, wording), args, wording).replaceAll('#', wording.number(count));
  });
}

function chosenForm(forms: string, count: number, wording: Wording): string {
  const byCategory = new Map([...forms.matchAll(pluralForm)].map(([, category, form]) => [category, form]));
  // A form that a translation lacks, or English lacks where the translation does.
  return byCategory.get(wording.plural(count)) ?? byCategory.get('other') ?? '';
}
