import type { NextStep } from '../protocol/panel.ts';

/**
 * A sentence for the user, in English, with `{0}`, `{1}`… where the arguments go. Kept apart so that the
 * extension can look the template up in the user's language; the command line takes it as it is.
 */
export interface Sentence {
  readonly template: string;
  readonly args: readonly (string | number)[];
}

export function sentence(template: string, ...args: readonly (string | number)[]): Sentence {
  return { template, args };
}

export function inEnglish({ template, args }: Sentence): string {
  return template.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}

export type LaunchProblemKind =
  | 'no-node'
  | 'not-node'
  | 'no-python'
  | 'bad-setting'
  | 'missing-file'
  | 'unsupported-file'
  | 'unsupported-typescript'
  | 'missing-folder'
  | 'recorder';

/** Why a program could not be started, and what the user can do. Its `message` is the sentence in English. */
export class LaunchProblem extends Error {
  readonly kind: LaunchProblemKind;
  readonly sentence: Sentence;
  readonly detail: string | null;
  readonly nextSteps: readonly NextStep['command'][];
  /** The setting that is to blame, where one is. */
  readonly setting: string | null;

  constructor(
    kind: LaunchProblemKind,
    text: Sentence,
    more: {
      readonly detail?: string | null;
      readonly nextSteps?: readonly NextStep['command'][];
      readonly setting?: string | null;
    } = {},
  ) {
    super(inEnglish(text));
    this.name = 'LaunchProblem';
    this.kind = kind;
    this.sentence = text;
    this.detail = more.detail ?? null;
    this.nextSteps = more.nextSteps ?? [];
    this.setting = more.setting ?? null;
  }
}
