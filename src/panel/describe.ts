import type { LaneShares, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { provenances, threadStates } from '../protocol/words.ts';
import type { SourcePlace } from '../protocol/words.ts';
import type { WakeUp } from './arrows.ts';
import type { CoreSlice } from './coreSlices.ts';
import { duration, moment, percent, placeLabel } from './format.ts';
import { aliveAt } from './bundlePainter.ts';
import { shareAt } from './laneShares.ts';
import type { Row, RowBundle, RuntimeGroup } from './layout.ts';
import type { Mark } from './marks.ts';
import type { MessageBundle } from './messageBundles.ts';
import { deepestIn } from './queueDepths.ts';
import type { TimeRange } from './timeScale.ts';
import type { Picture } from './picture.ts';
import * as strings from './strings.ts';
import { placeOf } from './targets.ts';
import type { SpanTarget, Target } from './targets.ts';
import type { ColouredState } from './theme.ts';

/** What a tooltip says, as data. */
export interface Description {
  readonly state: ColouredState | null;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly hint: string | null;
}

/** With the place that the value names, where it does. */
type Fact = readonly [label: string, value: string, place?: SourcePlace];
type Threads = ReadonlyMap<ThreadKey, ThreadView>;

export function describe(target: Target, picture: Picture, threads: Threads): Description {
  const hint = placeOf(target) ? strings.tip.open : null;
  switch (target.kind) {
    case 'span':
      return { ...describeSpan(target, picture, threads), hint };
    case 'stretch':
      return { ...describeStretch(target), hint };
    case 'mark':
      return { ...describeMark(target.mark), hint };
    case 'message':
      return describeMessage(target, threads);
    case 'messages':
      return describeMessages(target.bundle, threads);
    case 'wakeUp':
      return describeWakeUp(target.wakeUp, threads);
    case 'bundle': {
      const { bundle, isFolded, atNs } = target;
      const alive = strings.rows.of(aliveAt(bundle, atNs), bundle.threads.length);
      return describeBundle(bundle, isFolded, [[strings.rows.alive, alive]]);
    }
    case 'slice':
      return describeSlice(target.slice, threads);
    case 'activity':
      return describeActivity(target);
    case 'row':
      return describeRow(target.row);
  }
}

function describeSpan(target: SpanTarget, picture: Picture, threads: Threads): Omit<Description, 'hint'> {
  const { lane, index, fromNs, toNs, thread } = target;
  const state = threadStates[lane.state[index] ?? 0] ?? 'waiting';
  const cause = picture.cause(lane.cause[index] ?? -1);
  const facts: Fact[] = [];
  if (cause) facts.push([strings.tip.cause, cause]);
  facts.push(...placeFacts(target.waitsAt, picture.wakeUpOf(thread.key, toNs)?.calledAt ?? null));
  facts.push(...timeFacts(fromNs, toNs));
  facts.push([strings.tip.known, strings.known[provenances[lane.known[index] ?? 0] ?? 'told']]);
  facts.push(...queueFacts(picture, thread.key, target, threads));
  return { state, title: `${strings.states[state]} · ${thread.name}`, facts };
}

/** On which line a thread waited, and on which that was ended. */
function placeFacts(waitedAt: SourcePlace | null, calledAt: SourcePlace | null): Fact[] {
  const facts: Fact[] = [];
  if (waitedAt) facts.push([strings.waits.at, placeLabel(waitedAt), waitedAt]);
  if (calledAt) facts.push([strings.waits.from, placeLabel(calledAt), calledAt]);
  return facts;
}

/** What waited for the thread meanwhile: the most at once, and of whom it was. */
function queueFacts(picture: Picture, thread: ThreadKey, range: TimeRange, threads: Threads): Fact[] {
  const waiting = picture.queueOf(thread);
  const deepest = waiting && deepestIn(waiting.queue, waiting.window, range);
  if (!deepest) return [];
  const senders = deepest.senders
    .slice(0, 3)
    .map(({ from, count }) => ({ name: nameOf(threads, from), count }));
  return [[strings.arrows.queue, strings.arrows.queued(deepest.count, senders)]];
}

function nameOf(threads: Threads, key: ThreadKey | null): string {
  return (key === null ? null : threads.get(key)?.name) ?? strings.inspector.unknown;
}

function describeMessages({ from, to, count }: MessageBundle, threads: Threads): Description {
  return {
    state: null,
    title: `${strings.arrows.count(count)} · ${nameOf(threads, from)} → ${nameOf(threads, to)}`,
    facts: [['', strings.arrows.bundleMeaning]],
    hint: strings.arrows.bundleHint,
  };
}

function describeWakeUp(wakeUp: WakeUp, threads: Threads): Description {
  const { from, to, calledNs, wokenNs, calledAt, waitedAt } = wakeUp;
  return {
    state: null,
    title: `${strings.arrows.wakeUp} · ${nameOf(threads, from)} → ${nameOf(threads, to)}`,
    facts: [
      [strings.arrows.took, duration(wokenNs - calledNs)],
      [strings.arrows.called, moment(calledNs)],
      [strings.arrows.woken, moment(wokenNs)],
      ...placeFacts(waitedAt, calledAt),
    ],
    hint: strings.arrows.wakeUpHint,
  };
}

function describeStretch(target: Target & { kind: 'stretch' }): Omit<Description, 'hint'> {
  const { lane, bucket, thread, fromNs, toNs } = target;
  const shares = sharesOf(lane, bucket);
  return {
    state: shares[0]?.[0] ?? null,
    title: `${strings.tip.stretch} · ${thread.name}`,
    facts: [
      ...shares.map(([state, share]): Fact => [strings.states[state], percent(share)]),
      ...timeFacts(fromNs, toNs),
      ['', strings.tip.stretchHint],
    ],
  };
}

function sharesOf(lane: LaneShares, bucket: number) {
  return threadStates
    .map((state, i) => [state, shareAt(lane, bucket, i)] as const)
    .filter(([, share]) => share > 0)
    .sort((a, b) => b[1] - a[1]);
}

function describeActivity(target: Target & { kind: 'activity' }): Description {
  const { lane, bucket, row, fromNs, toNs } = target;
  const shares = sharesOf(lane, bucket);
  const count = row.runtime?.threads.length ?? 0;
  return {
    state: shares[0]?.[0] ?? null,
    title: strings.runtimeThreads.count(row.runtime?.threads ?? []),
    facts: [
      ...shares.map(([state, share]): Fact => [
        strings.states[state],
        strings.runtimeThreads.of(share * count, count),
      ]),
      ...(shares.length === 0 ? [['', strings.runtimeThreads.idle] as const] : []),
      ...timeFacts(fromNs, toNs),
      [strings.tip.known, strings.known.sampled],
    ],
    hint: strings.runtimeThreads.unfold,
  };
}

function timeFacts(fromNs: number, toNs: number): Fact[] {
  return [
    [strings.tip.duration, duration(toNs - fromNs)],
    [strings.tip.from, moment(fromNs)],
    [strings.tip.to, moment(toNs)],
  ];
}

function describeMark({ kind, thread, child, atNs, label, place }: Mark): Omit<Description, 'hint'> {
  const source: Fact[] = place ? [[strings.tip.source, placeLabel(place)]] : [];
  if (kind === 'created') {
    const title = `${strings.tip.created} ${child?.name ?? ''} ${child ? strings.threadDetail(child) : ''}`;
    return {
      state: 'created',
      title: title.trim(),
      facts: [[strings.tip.by, thread.name], [strings.tip.at, moment(atNs)], ...source],
    };
  }
  const facts: Fact[] = [[strings.tip.at, moment(atNs)], ...source];
  if (thread.error) facts.unshift([thread.error.name, thread.error.message]);
  else if (thread.exitCode !== null && label !== strings.exit(thread.exitCode)) {
    facts.unshift([strings.tip.exit, `${thread.exitCode}`]);
  }
  return { state: kind, title: `${thread.name} · ${thread.error ? strings.states[kind] : label}`, facts };
}

function describeMessage({ message }: Target & { kind: 'message' }, threads: Threads): Description {
  const { sentNs, receivedNs, handledNs } = message;
  const facts: Fact[] = [];
  if (sentNs !== null && receivedNs !== null) facts.push([strings.tip.queue, duration(receivedNs - sentNs)]);
  if (sentNs !== null) facts.push([strings.tip.sent, moment(sentNs)]);
  if (receivedNs !== null) facts.push([strings.tip.received, moment(receivedNs)]);
  if (receivedNs !== null && handledNs !== null) {
    facts.splice(1, 0, [strings.tip.handling, duration(handledNs - receivedNs)]);
  }
  const title = `${strings.tip.message} · ${nameOf(threads, message.from)} → ${nameOf(threads, message.to)}`;
  return { state: null, title, facts, hint: strings.tip.inspect };
}

function describeSlice(slice: CoreSlice, threads: Threads): Description {
  const { core, thread, fromNs, toNs, ownShare, busyShare } = slice;
  const others = busyShare - ownShare;
  return {
    state: null,
    title: strings.cores.slice(nameOf(threads, thread), core),
    facts: [
      [strings.cores.own, percent(ownShare)],
      ...(others > 0.005 ? [[strings.cores.others, percent(others)] as const] : []),
      ...timeFacts(fromNs, toNs),
      [strings.tip.known, strings.known.sampled],
    ],
    hint: strings.cores.hint,
  };
}

function describeBundle(bundle: RowBundle, isFolded: boolean, facts: readonly Fact[]): Description {
  const { kind, threads } = bundle;
  const { rows } = strings;
  return describeGroup(bundle, rows[kind](threads.length), [...facts, ['', rows.meaning[kind]]], isFolded);
}

export function describeRow({ thread, process, runtime, bundle, isFolded }: Row): Description {
  if (bundle) return describeBundle(bundle, isFolded, []);
  if (runtime) {
    const { count, meaningOf } = strings.runtimeThreads;
    return describeGroup(runtime, count(runtime.threads), [['', meaningOf(runtime.threads)]], isFolded);
  }
  if (!thread) {
    return {
      state: null,
      title: `${strings.processName(process)} · ${process.title}`,
      facts: [
        [strings.inspector.runtime, `${process.runtime} ${process.runtimeVersion}`],
        ...(process.outcome === 'running'
          ? []
          : [[strings.moments.ended, strings.processEnd(process)] as const]),
      ],
      hint: null,
    };
  }
  const facts: Fact[] = [['', strings.stateMeanings[thread.state]]];
  if (thread.cause) facts.push([strings.tip.cause, thread.cause]);
  if (thread.cpuShare !== null) {
    facts.push([strings.tip.cpu, `${percent(thread.cpuShare)}, ${strings.known[thread.cpuKnown]}`]);
  }
  if (thread.kind === 'program') facts.push([strings.inspector.createdAt, placeText(thread.createdAt)]);
  else facts.push(['', strings.runtimeThreads.meaningOf([thread])]);
  return {
    state: thread.state,
    title: `${thread.name} · ${strings.states[thread.state]}`,
    facts,
    hint: null,
  };
}

/** Several threads in one row. */
function describeGroup(
  { busy }: RuntimeGroup,
  name: string,
  facts: readonly Fact[],
  isFolded: boolean,
): Description {
  const { runtimeThreads } = strings;
  return {
    state: null,
    title: `${name} (${runtimeThreads.busy(busy)})`,
    facts,
    hint: isFolded ? runtimeThreads.unfold : runtimeThreads.fold,
  };
}

function placeText(place: SourcePlace | null): string {
  return place ? placeLabel(place) : strings.inspector.unknown;
}
