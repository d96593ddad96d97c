import { filled, type Wording } from '../icuText.ts';
import type { Translate } from './findingWords.ts';

const wording: Wording = {
  plural: count => (count === 1 ? 'one' : 'other'),
  number: value => `${value}`,
};

/** For whoever shows findings without a reader's language: the command line, and its summary. */
export const english: Translate = (text, ...args) => filled(text, args, wording);
