import type { MessageBundles, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';

/** So many messages from one thread to another that they are one line. */
export interface MessageBundle {
  readonly from: ThreadKey;
  readonly to: ThreadKey;
  readonly count: number;
  /** Of the one that stands for all. */
  readonly sentNs: Nanoseconds;
  readonly receivedNs: Nanoseconds;
}

export function bundleAt({ from, to, count, sentNs, receivedNs }: MessageBundles, i: number): MessageBundle {
  return {
    from: from[i] ?? 0,
    to: to[i] ?? 0,
    count: count[i] ?? 0,
    sentNs: sentNs[i] ?? 0,
    receivedNs: receivedNs[i] ?? 0,
  };
}

/**
 * At most `most` bundles: neighbours of the same pair become one until they are few enough, and where even one of
 * each pair is too many, the heaviest are left. None of the others' messages are in `bundles` then.
 */
export function mergedBundles(columns: MessageBundles, most: number): readonly MessageBundle[] {
  const pairs = new Map<string, MessageBundle[]>();
  for (let i = 0; i < columns.from.length; i++) {
    const bundle = bundleAt(columns, i);
    const key = `${bundle.from} ${bundle.to}`;
    const own = pairs.get(key);
    if (own) own.push(bundle);
    else pairs.set(key, [bundle]);
  }
  let groups = [...pairs.values()];
  const sum = () => groups.reduce((all, group) => all + group.length, 0);
  while (sum() > most && groups.some(group => group.length > 1)) groups = groups.map(inTwos);
  const merged = groups.flat();
  if (merged.length <= most) return merged;
  return merged.sort((a, b) => b.count - a.count).slice(0, most);
}

/** Every two neighbours as one. */
function inTwos(bundles: readonly MessageBundle[]): MessageBundle[] {
  const merged: MessageBundle[] = [];
  for (let i = 0; i < bundles.length; i += 2) {
    const [a, b] = [bundles[i], bundles[i + 1]];
    if (!a) continue;
    // The heavier one stands for both.
    const stands = b && b.count > a.count ? b : a;
    merged.push({ ...stands, count: a.count + (b?.count ?? 0) });
  }
  return merged;
}

/** Ten times as many are a pixel more. */
export function bundleWidthPx(count: number): number {
  return Math.min(5, 1 + Math.log10(Math.max(1, count)));
}
