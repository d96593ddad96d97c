import { filled, type Wording } from '../trace/icuText.ts';

/**
 * The panel in the reader's language. The page carries the texts that the extension has for that language, so
 * they are there before anything is written; what is not among them stays English.
 */

interface Language {
  /** As in `lang`; of the texts, not of the reader: English texts count the English way. */
  readonly tag: string;
  /** By their English text, as in `l10n/bundle.l10n.<language>.json`. */
  readonly texts: Readonly<Record<string, string>>;
}

const english: Language = { tag: 'en', texts: {} };
const language = pageLanguage();
const plurals = new Intl.PluralRules(language.tag);
const wording: Wording = { plural: count => plurals.select(count), number: value => decimal(value) };

/**
 * A text in the reader's language. It must stand here in English as one literal, for by that it is found and
 * translated. Takes two forms of ICU's messages: `{0}` is the first argument, `{0, plural, one {# thread} other
 * {# threads}}` depends on it, with `#` for the number. Numbers are written as the language writes them.
 */
export function t(text: string, ...args: readonly (string | number)[]): string {
  const translated = Object.hasOwn(language.texts, text) ? (language.texts[text] ?? text) : text;
  return args.length === 0 ? translated : filled(translated, args, wording);
}

/** Narrow no-break space: groups digits without looking like a new word, and in no language like a decimal point. */
const thin = '\u202f';
const formats = new Map<number, Intl.NumberFormat>();

/**
 * A number as the language writes it, its digits in groups.
 * @param least how many decimals there are at least
 * @param most how many there are at most; a zero at the end is left out
 */
export function decimal(value: number, least = 0, most = least): string {
  const key = least * 100 + most;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language.tag, {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
    formats.set(key, format);
  }
  return format
    .formatToParts(value)
    .map(({ type, value: part }) =>
      type === 'group'
        ? thin
        : type === 'fraction'
          ? part.replace(/(\p{Nd}{3})(?=\p{Nd})/gu, `$1${thin}`)
          : part,
    )
    .join('');
}

function pageLanguage(): Language {
  if (typeof document === 'undefined') return english;
  const texts = document.getElementById('app')?.dataset['texts'];
  if (texts === undefined) return english;
  const tag = document.documentElement.lang;
  return {
    tag: Intl.NumberFormat.supportedLocalesOf(wellFormed(tag)).length > 0 ? tag : english.tag,
    texts: JSON.parse(texts) as Readonly<Record<string, string>>,
  };
}

function wellFormed(tag: string): readonly string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}
