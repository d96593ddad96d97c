import type { KernelView, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import { ByteReader } from './byteCodec.ts';
import type { Intake } from './intake.ts';
import { readCapture } from './captureText.ts';
import { ats, entryKinds, EntryMemory, kernelStates, longestCapture } from './journalEntries.ts';
import type { RootEnd } from './recording.ts';

/** Gives what entries say to an intake. One per journal, for entries count on those before. */
export class EntryReader {
  private readonly memory = new EntryMemory();
  /** What has been read of a capture. */
  private capture = '';
  private reader = new ByteReader(new Uint8Array(0));

  constructor(private readonly intake: Intake) {}

  /** The recorder had read everything. */
  isConcluded = false;
  /** The latest moment at which a block was handed over. */
  untilNs: Nanoseconds = 0;

  /** @throws RangeError for what no writer wrote; what came before it has been taken in */
  read(block: Uint8Array): void {
    this.reader = new ByteReader(block);
    while (!this.reader.isAtEnd) this.entry();
  }

  private entry(): void {
    const { intake, reader, memory } = this;
    const kind = reader.byte();
    switch (kind) {
      case entryKinds.tokenGiven: {
        intake.tokenGiven(reader.text());
        return;
      }
      case entryKinds.rootStarted: {
        intake.rootStarted(reader.count());
        return;
      }
      case entryKinds.rootEnded: {
        intake.rootEnded(this.end());
        return;
      }
      case entryKinds.streamFound: {
        intake.streamFound(reader.count(), reader.count());
        return;
      }
      case entryKinds.streamRead: {
        intake.streamRead(reader.count(), reader.raw(reader.count()));
        return;
      }
      case entryKinds.strangersFound: {
        intake.strangersFound(reader.count(), reader.count());
        return;
      }
      case entryKinds.streamEnded: {
        intake.streamEnded(reader.count());
        return;
      }
      case entryKinds.conclusionsTaken: {
        intake.conclusionsTaken();
        return;
      }
      case entryKinds.conclusionsDrawn: {
        intake.conclusionsDrawn();
        return;
      }
      case entryKinds.roundEnded: {
        intake.roundEnded();
        return;
      }
      case entryKinds.processEnded: {
        intake.processEnded(reader.count(), this.time(), this.end());
        return;
      }
      case entryKinds.concluded:
        this.isConcluded = true;
        intake.concluded();
        return;
      case entryKinds.runtimeThreadFound: {
        intake.runtimeThreadFound(reader.count(), reader.count(), reader.text(), this.time());
        return;
      }
      case entryKinds.sampled: {
        this.sampled();
        return;
      }
      case entryKinds.stoodStill: {
        const thread = this.thread();
        const timeNs = this.time();
        memory.of(thread).seenNs = timeNs;
        intake.stoodStill(thread, timeNs);
        return;
      }
      case entryKinds.osFactsRead: {
        this.osFactsRead();
        return;
      }
      case entryKinds.threadGone: {
        const thread = this.thread();
        intake.threadGone(thread, this.time(), reader.number(memory.of(thread).runNs));
        return;
      }
      case entryKinds.problemsTold: {
        intake.problemsTold(this.texts());
        return;
      }
      case entryKinds.costMeasured: {
        intake.costMeasured(reader.byte() === 0 ? null : reader.number());
        return;
      }
      case entryKinds.debuggerSaid: {
        intake.debuggerSaid(this.debuggerWord());
        return;
      }
      case entryKinds.lookedForFindings: {
        intake.lookedForFindings(this.time(), reader.count());
        return;
      }
      case entryKinds.threadNamed: {
        intake.threadNamed(this.thread());
        return;
      }
      case entryKinds.bufferNumbered: {
        intake.bufferNumbered(this.thread(), reader.count());
        return;
      }
      case entryKinds.captured: {
        this.captured();
        return;
      }
      case entryKinds.time:
        this.untilNs = Math.max(this.untilNs, this.time());
        return;
      default:
        throw new RangeError(`There is no entry of kind ${kind}.`);
    }
  }

  private captured(): void {
    const { reader } = this;
    const isLast = reader.byte() === 0;
    this.capture += reader.text();
    if (this.capture.length > longestCapture) throw new RangeError('A capture of stacks is too long.');
    if (!isLast) return;
    const capture = readCapture(this.capture, this.intake.trace.threads.length);
    this.capture = '';
    if (capture === null) throw new RangeError('A capture of stacks says nothing.');
    this.intake.captured(capture);
  }

  private debuggerWord(): DebuggerWord {
    const { reader } = this;
    const pid = reader.count();
    const timeNs = this.time();
    const flags = reader.byte();
    const thread = (flags & 1) === 0 ? null : reader.number();
    const reason = (flags & 2) === 0 ? null : reader.text();
    const at =
      (flags & 4) === 0 ? null : { file: reader.text(), line: reader.count(), column: reader.count() };
    return { pid, thread, timeNs, stop: reason === null ? null : { reason, at } };
  }

  private sampled(): void {
    const { reader } = this;
    const thread = this.thread();
    const last = this.memory.of(thread);
    const timeNs = this.time();
    const runNs = reader.number(last.runNs);
    const readyNs = reader.number(last.readyNs);
    const flags = reader.byte();
    const at = ats[flags & 0x0f];
    if (at === undefined) throw new RangeError('A sample says nothing.');
    const call = (flags & 0x10) === 0 ? null : reader.text();
    const sample = { timeNs, runNs, readyNs, at, call };
    const descriptor = (flags & 0x20) === 0 ? null : reader.number();
    const use =
      (flags & 0x40) === 0
        ? null
        : {
            core: reader.count(),
            fromNs: reader.number(last.seenNs),
            ranNs: reader.number(runNs - last.runNs),
          };
    const loop = (flags & 0x80) === 0 ? null : reader.number();
    last.runNs = runNs;
    last.readyNs = readyNs;
    last.seenNs = timeNs;
    const polled = { ...(descriptor === null ? {} : { descriptor }), ...(loop === null ? {} : { loop }) };
    this.intake.sampled(thread, { ...sample, ...polled }, use);
  }

  private osFactsRead(): void {
    const { reader } = this;
    const thread = this.thread();
    const timeNs = this.time();
    const facts = {
      cpuNs: reader.number(this.memory.of(thread).runNs),
      voluntarySwitches: reader.number(),
      involuntarySwitches: reader.number(),
      recentShare: reader.number(),
    };
    const flags = reader.byte();
    this.intake.osFactsRead(thread, timeNs, { ...facts, kernel: flags === 0 ? null : this.kernel(flags) });
  }

  private kernel(flags: number): KernelView {
    const { reader } = this;
    const state = kernelStates[flags & 0x07];
    if (state === undefined) throw new RangeError('The state of a thread says nothing.');
    const core = (flags & 0x08) === 0 ? null : reader.count();
    const call = (flags & 0x10) === 0 ? null : reader.text();
    const stackPointer = (flags & 0x20) === 0 ? null : reader.text();
    const programCounter = (flags & 0x40) === 0 ? null : reader.text();
    return { state, core, call, stackPointer, programCounter, callArguments: this.texts() };
  }

  /** Checked before anything is remembered of it, so that made-up numbers take no memory. */
  private thread(): ThreadKey {
    const thread = this.reader.count();
    if (thread >= this.intake.trace.threads.length) throw new RangeError(`There is no thread ${thread}.`);
    return thread;
  }

  private texts(): string[] {
    const texts: string[] = [];
    for (let left = this.reader.count(); left > 0; left--) texts.push(this.reader.text());
    return texts;
  }

  private time(): Nanoseconds {
    return (this.memory.timeNs = this.reader.number(this.memory.timeNs));
  }

  private end(): RootEnd {
    const flags = this.reader.byte();
    return {
      exitCode: (flags & 1) === 0 ? null : this.reader.number(),
      signal: (flags & 2) === 0 ? null : this.reader.text(),
    };
  }
}
