import type { MessageColumns, ThreadKey, WakeUpColumns, WindowAnswer } from '../protocol/panel.ts';
import type { ArrowMode } from './arrowModes.ts';
import { mergedBundles } from './messageBundles.ts';
import type { MessageBundle } from './messageBundles.ts';
import type { Held } from './windowClient.ts';
import { mostBundles } from './windowNeeds.ts';

/** Of which arrows there are to be, and about whom. */
export interface ArrowWish {
  readonly mode: ArrowMode;
  readonly selected: ThreadKey | null;
  /** The other one of a pair. */
  readonly partner: ThreadKey | null;
}

/** What arrows are drawn from. */
export interface ArrowSources {
  /** The messages that are known one by one, drawn or not. */
  readonly messages: MessageColumns | null;
  readonly bundles: readonly MessageBundle[];
  readonly wakeUps: WakeUpColumns | null;
  /** How many messages there are in view that are not known one by one. */
  readonly hiddenMessages: number;
  /** Whether an arrow between two threads is wanted. */
  wants(from: ThreadKey, to: ThreadKey): boolean;
}

/** With nobody selected, "of the selection" is of nobody; a pair that lacks one is the selection. */
export function effectiveMode({ mode, selected, partner }: ArrowWish): ArrowMode {
  return mode === 'pair' && (partner === null || partner === selected) ? 'selection' : mode;
}

/** `own` is what is held about the selected thread, or the pair. */
export function arrowSources(lanes: Held | null, own: Held | null, wish: ArrowWish): ArrowSources {
  const mode = effectiveMode(wish);
  const { selected, partner } = wish;
  const touches = (from: ThreadKey, to: ThreadKey) => from === selected || to === selected;
  const fits = own && isAbout(own, mode, wish) ? own.answer : null;
  const all = lanes?.answer ?? null;
  switch (mode) {
    case 'none': {
      const messages = known(fits) ?? known(all);
      return { messages, bundles: [], wakeUps: null, hiddenMessages: 0, wants: () => false };
    }
    case 'all': {
      const isShort = all !== null && known(all) === null;
      const source = isShort && fits ? fits : all;
      return { ...sourcesOf(source, all), wakeUps: all?.wakeUps ?? null, wants: () => true };
    }
    case 'selection':
      return { ...sourcesOf(fits, fits), wakeUps: all?.wakeUps ?? null, wants: touches };
    case 'pair':
      return {
        ...sourcesOf(fits, fits),
        wakeUps: fits?.wakeUps ?? null,
        wants: (from, to) => touches(from, to) && (from === partner || to === partner),
      };
  }
}

function isAbout({ query }: Held, mode: ArrowMode, { selected, partner }: ArrowWish): boolean {
  if (selected === null || query.threads[0] !== selected) return false;
  return (query.between?.[1] ?? null) === (mode === 'pair' ? partner : null);
}

function sourcesOf(source: WindowAnswer | null, counted: WindowAnswer | null) {
  const messages = known(source);
  return {
    messages,
    bundles: source && !messages ? bundlesOf(source) : [],
    // All of them came along, or there are none; that some lead to rows out of sight is no loss.
    hiddenMessages: counted ? Math.max(0, counted.messageCount - (messages?.from.length ?? 0)) : 0,
  };
}

/** `null` when they were too many to be sent one by one. */
function known(answer: WindowAnswer | null): MessageColumns | null {
  if (!answer) return null;
  return answer.messages.from.length > 0 || answer.messageCount === 0 ? answer.messages : null;
}

const merged = new WeakMap<WindowAnswer, readonly MessageBundle[]>();

/** Merged once for an answer, not in every frame. */
function bundlesOf(answer: WindowAnswer): readonly MessageBundle[] {
  let bundles = merged.get(answer);
  if (!bundles) merged.set(answer, (bundles = mergedBundles(answer.bundles, mostBundles)));
  return bundles;
}
