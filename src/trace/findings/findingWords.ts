import type { FindingKind, FindingView } from '../../protocol/findings.ts';
import type { ThreadKey } from '../../protocol/panel.ts';

/** Puts a text into the reader's language; it stands here in English, as one literal. See `trace/icuText.ts`. */
export type Translate = (text: string, ...args: readonly (string | number)[]) => string;

/** What a finding says. */
export interface FindingWords {
  readonly title: string;
  /** What is so, and why it matters. */
  readonly sentence: string;
  /** What to try. */
  readonly advice: string;
  /** The page about its kind, relative to `media/`. */
  readonly page: string;
}

/** @param nameOf what the threads of the run are called */
export function findingWords(
  finding: FindingView,
  t: Translate,
  nameOf: (thread: ThreadKey) => string,
): FindingWords {
  const words = new Words(finding, t, nameOf);
  return {
    title: findingTitle(finding.kind, t),
    ...words.of(finding.kind),
    page: `findings/${finding.kind}.md`,
  };
}

export function findingTitle(kind: FindingKind, t: Translate): string {
  switch (kind) {
    case 'deadlock':
      return t('Deadlock');
    case 'out-of-memory':
      return t('Out of memory');
    case 'unhandled-error':
      return t('Unhandled error');
    case 'starved-loop':
      return t('Starved event loop');
    case 'growing-backlog':
      return t('Growing backlog');
    case 'delayed-message':
      return t('Delayed message');
    case 'lock-convoy':
      return t('Lock convoy');
    case 'gil-bound':
      return t('Bound by the GIL');
    case 'oversubscription':
      return t('More threads than cores');
    case 'kept-alive':
      return t('Kept alive');
    case 'listener-leak':
      return t('Listener leak');
    case 'short-lived-threads':
      return t('Short-lived threads');
    case 'idle-threads':
      return t('Idle threads');
  }
}

type Said = Pick<FindingWords, 'sentence' | 'advice'>;

/** The texts of one finding. */
class Words {
  constructor(
    private readonly finding: FindingView,
    private readonly t: Translate,
    private readonly nameOf: (thread: ThreadKey) => string,
  ) {}

  of(kind: FindingKind): Said {
    const { t } = this;
    switch (kind) {
      case 'deadlock':
        return this.deadlock();
      case 'out-of-memory':
        return {
          sentence:
            this.number('limitMb') > 0
              ? t(
                  '{0} ended because its heap had reached the limit of {1} MB. What it was at is lost.',
                  this.name(0),
                  this.number('limitMb'),
                )
              : t('{0} ended because there was no memory left for it. What it was at is lost.', this.name(0)),
          advice: t(
            'Look at the heap in the inspector: if it only ever grows, something is kept that is not needed any more. If the data is that large, raise resourceLimits.maxOldGenerationSizeMb, or work on it in parts.',
          ),
        };
      case 'unhandled-error':
        return {
          sentence:
            this.fact('form') === 'thread'
              ? t(
                  '{0} died of {1}, and the program went on without it: what it was to do will never be done.',
                  this.name(0),
                  this.fact('error'),
                )
              : t(
                  '{0} died of {1}. Nobody listens for its errors, so the error went on to {2} as its own.',
                  this.name(0),
                  this.fact('error'),
                  this.name(1),
                ),
          advice:
            this.fact('form') === 'thread'
              ? t(
                  'Catch it in the function that the thread runs, or submit the work to a ThreadPoolExecutor: result() raises the error where you wait for it.',
                )
              : t(
                  "Add worker.on('error', …) where the Worker is made, and decide there what is to become of its work.",
                ),
        };
      case 'starved-loop':
        return {
          sentence: t(
            '{0} stayed in one callback for up to {1} ms, {2, plural, one {once} other {# times}}, while messages waited for it, up to {3} ms long. Until a callback returns nothing else happens in its thread: no message, no timer, no input.',
            this.name(0),
            this.number('longestMs'),
            this.number('count'),
            this.number('waitedMs'),
          ),
          advice: t(
            'Move the computation into a Worker, or cut it into parts and let the event loop turn between them: await setImmediate() of node:timers/promises.',
          ),
        };
      case 'growing-backlog':
        return {
          sentence: t(
            '{0} sends to {1} faster than that one receives: {2} messages wait, and it gets more. They take memory, and each waits longer than the one before.',
            this.name(1),
            this.name(0),
            this.number('depth'),
          ),
          advice: t(
            'Let the receiver say when it is ready for more, and send so many at a time; or send fewer and larger messages, or share a buffer.',
          ),
        };
      case 'delayed-message':
        return {
          sentence: t(
            'Messages from {1} to {0} waited up to {2} ms, {3, plural, one {once} other {# times}}, because {0} was stopped meanwhile: {4}. A thread that is stopped receives nothing.',
            this.name(0),
            this.name(1),
            this.number('longestMs'),
            this.number('count'),
            this.fact('cause'),
          ),
          advice: t(
            'Wait without stopping the thread: Atomics.waitAsync in place of Atomics.wait, and the asynchronous calls of node:fs and node:child_process in place of those that end in Sync.',
          ),
        };
      case 'lock-convoy':
        return {
          sentence: t(
            '{0, plural, one {# thread stands} other {# threads stand}} in a line for {1} nearly all the time: it goes from hand to hand, and only one of them gets on at a time.',
            this.number('waiting'),
            this.fact('lock'),
          ),
          advice: t(
            'Hold it shorter: do inside only what needs it. Or have one lock for each part of the data, or let each thread work on its own and put the results together at the end.',
          ),
        };
      case 'gil-bound':
        return {
          sentence: t(
            '{0, plural, one {# thread} other {# threads}} of Python wanted to run and had to wait for the GIL {1} % of the time: they take turns, and together they are no faster than one.',
            this.number('count'),
            this.number('share'),
          ),
          advice: t(
            'Use processes for what computes (multiprocessing, ProcessPoolExecutor), a library that lets go of the GIL while it computes, or a free-threaded Python.',
          ),
        };
      case 'oversubscription':
        return {
          sentence: t(
            '{0} threads want to compute all the time, and there are {1, plural, one {# core} other {# cores}}: each of them waits for a core {2} % of the time. More threads than cores make nothing faster; they cost memory and switching.',
            this.number('busy'),
            this.number('cores'),
            this.number('share'),
          ),
          advice: t(
            'Make as many threads as there are cores, os.availableParallelism() in Node and os.cpu_count() in Python, and give each of them more of the work.',
          ),
        };
      case 'kept-alive':
        if (this.fact('form') === 'node') return this.keptByPorts();
        return {
          sentence: t(
            "The program's own code is over, but the process cannot end: {0} waits for something that nobody is left to give it, and it is no daemon.",
            this.name(0),
          ),
          advice: t(
            'Tell threads when there is nothing more to come: put None into the queue, set an event, or shut the pool down. Threads that may be cut off at any time can be made with daemon=True.',
          ),
        };
      case 'listener-leak':
        return {
          sentence: t(
            '{0} has added {1} listeners for "{2}" to one {3}. Each of them is called for each event, and none is freed while it lives: if every round adds one, each round takes longer than the one before.',
            this.name(0),
            this.number('count'),
            this.fact('event'),
            this.fact('target'),
          ),
          advice: t(
            'Add the listener once, when the port is made, and find out by an id in the message whose answer it is; or use once(), or remove the listener when its round is over.',
          ),
        };
      case 'short-lived-threads':
        return {
          sentence: t(
            '{0} threads that one line made took {1} ms on average to start, and then ran for {2} ms: most of the time goes into starting them.',
            this.number('count'),
            this.number('startMs'),
            this.number('runMs'),
          ),
          advice: t(
            'Keep a few threads and give them one task after the other: a pool, like ThreadPoolExecutor in Python, or Workers that wait for messages in Node.',
          ),
        };
      case 'idle-threads':
        return {
          sentence: t(
            '{0} of {1} threads that one line made never had anything to do, in {2} s: each costs memory, and the time it took to start.',
            this.number('idle'),
            this.number('of'),
            this.number('seconds'),
          ),
          advice: t('Make fewer threads, or make them when there is work for them.'),
        };
    }
  }

  private keptByPorts(): Said {
    const { t, finding } = this;
    return {
      sentence: t(
        'No thread of the process has anything to do, nor a timer, a file or a socket that could bring it something: it is kept alive by {0}, and will never end by itself.',
        finding.threads.map((_, at) => this.name(at)).reduce((one, other) => t('{0}, {1}', one, other)),
      ),
      advice: t(
        'End Workers when their work is done: worker.terminate(), or port.close() on a side of each channel. What is only to answer while others live can be made not to count: worker.unref(), port.unref().',
      ),
    };
  }

  private deadlock(): Said {
    const { t, finding } = this;
    const { threads } = finding;
    const whats = threads.map((_, at) => this.fact(`what${at}`));
    if (this.fact('form') === 'nobody') return this.nobodyLeft(whats);
    const edges = threads.map((_, at) => this.edge(at, (at + 1) % threads.length));
    return {
      sentence: t(
        '{0}. So each waits for another of them, and none can ever go on.',
        edges.reduce((one, other) => t('{0}; {1}', one, other)),
      ),
      advice: whats.some(what => what === 'Lock' || what === 'RLock' || what === 'navigator.locks')
        ? t(
            'Take the locks in the same order everywhere, or take one lock for all; do not wait for a thread while holding what it needs. A time limit on the wait turns the deadlock into an error.',
          )
        : t('Let one of them not wait: say who waits for whom, and break the circle there.'),
    };
  }

  private nobodyLeft(whats: readonly string[]): Said {
    const { t, finding } = this;
    const unheard = whats.indexOf('message');
    if (unheard >= 0) {
      const blocked = whats.findIndex(what => what !== 'message');
      return {
        sentence: t(
          '{0} is stopped in Atomics.wait until {1} goes on, but {1} has sent it a message and waits for the answer. A thread that is stopped receives nothing, so neither can ever go on.',
          this.name(blocked),
          this.name(unheard),
        ),
        advice: t(
          'Give the Worker all it needs before you wait for it, or use Atomics.waitAsync, which lets messages through.',
        ),
      };
    }
    const [only] = finding.threads;
    return {
      sentence:
        finding.threads.length === 1 && only !== undefined
          ? t(
              '{0} waits in {1}, and there is no other thread left in its process that could end that wait.',
              this.nameOf(only),
              this.waitOf(0),
            )
          : t(
              'All threads of the process wait: {0}. There is nobody left who could wake one of them.',
              finding.threads
                .map((_, at) => t('{0} in {1}', this.name(at), this.waitOf(at)))
                .reduce((one, other) => t('{0}; {1}', one, other)),
            ),
      advice: whats.includes('result')
        ? t(
            'Do not wait in a task for another task of the same pool: all its threads may be waiting. Give the pool more threads, or let the caller wait.',
          )
        : t(
            'Look who was to wake it, and why it did not: it ended early, or it called notify before the wait began. Change the value before notify, and look at the value before each wait.',
          ),
    };
  }

  private edge(at: number, next: number): string {
    const { t } = this;
    const name = this.fact(`name${at}`);
    switch (this.fact(`what${at}`)) {
      case 'join':
        return t('{0} waits for {1} to end', this.name(at), this.name(next));
      case 'exit':
        return t('{0} waits for the end of all threads, {1} among them', this.name(at), this.name(next));
      default:
        return t('{0} waits for {1}, which {2} has', this.name(at), name, this.name(next));
    }
  }

  /** What a thread is in, in the words of its program. */
  private waitOf(at: number): string {
    const what = this.fact(`what${at}`);
    const name = this.fact(`name${at}`);
    switch (what) {
      case 'Lock':
      case 'RLock':
        return `${name}.acquire()`;
      case 'join':
        return 'join()';
      case 'result':
        return 'Future.result()';
      case 'exit':
        return 'threading._shutdown()';
      case 'navigator.locks':
        return `navigator.locks.request('${name}')`;
      default:
        return what;
    }
  }

  private name(index: number): string {
    const key = this.finding.threads[index];
    return key === undefined ? '?' : this.nameOf(key);
  }

  private fact(name: string): string {
    return String(this.finding.facts[name] ?? '');
  }

  private number(name: string): number {
    return Number(this.finding.facts[name] ?? NaN);
  }
}
