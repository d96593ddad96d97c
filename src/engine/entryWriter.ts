import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import type { OsFacts } from '../trace/entities.ts';
import { ByteWriter, mostBytesPerNumber, mostBytesPerUnit } from './byteCodec.ts';
import type { CoreUse, Inputs, OsSample } from './inputs.ts';
import { ats, blockBytes, capturePart, entryKinds, EntryMemory, kernelStates } from './journalEntries.ts';
import type { RootEnd } from './recording.ts';

/** A block is given away when it has grown to this: the largest entry, 256 KB of a stream, fits behind it. */
const fullBytes = 128 * 1024;
/** What an entry has at most beside texts and bytes: some thirty numbers. */
const fixedBytes = 30 * mostBytesPerNumber;

/** Writes inputs as entries and hands them over in blocks. Synchronous; takes less than reading what it writes. */
export class EntryWriter implements Inputs {
  private readonly writer = new ByteWriter(new Uint8Array(blockBytes));
  private readonly memory = new EntryMemory();

  /** @param take gets each block, and may use its memory only until it returns */
  constructor(
    private readonly nowNs: () => Nanoseconds,
    private readonly take: (block: Uint8Array, untilNs: Nanoseconds) => void,
  ) {}

  get isEmpty(): boolean {
    return this.writer.at === 0;
  }

  /** Hands over what there is. Every block ends with the time at which it did. */
  flush(): void {
    const { writer } = this;
    const nowNs = this.nowNs();
    writer.byte(entryKinds.time);
    this.time(nowNs);
    this.take(writer.bytes.subarray(0, writer.at), nowNs);
    writer.at = 0;
  }

  tokenGiven(token: string): void {
    this.begin(entryKinds.tokenGiven, token).text(token);
  }

  rootStarted(pid: number): void {
    this.begin(entryKinds.rootStarted).count(pid);
  }

  rootEnded(end: RootEnd): void {
    this.end(this.begin(entryKinds.rootEnded, end.signal ?? ''), end);
  }

  streamFound(pid: number, threadId: number): void {
    const writer = this.begin(entryKinds.streamFound);
    writer.count(pid);
    writer.count(threadId);
  }

  streamRead(stream: number, bytes: Uint8Array): void {
    const writer = this.begin(entryKinds.streamRead, '', bytes.length);
    writer.count(stream);
    writer.count(bytes.length);
    writer.raw(bytes);
  }

  strangersFound(stream: number, bytes: number): void {
    const writer = this.begin(entryKinds.strangersFound);
    writer.count(stream);
    writer.count(bytes);
  }

  streamEnded(stream: number): void {
    this.begin(entryKinds.streamEnded).count(stream);
  }

  conclusionsTaken(): void {
    this.begin(entryKinds.conclusionsTaken);
  }

  conclusionsDrawn(): void {
    this.begin(entryKinds.conclusionsDrawn);
  }

  roundEnded(): void {
    this.begin(entryKinds.roundEnded);
  }

  processEnded(process: ProcessKey, timeNs: Nanoseconds, end: RootEnd): void {
    const writer = this.begin(entryKinds.processEnded, end.signal ?? '');
    writer.count(process);
    this.time(timeNs);
    this.end(writer, end);
  }

  concluded(): void {
    this.begin(entryKinds.concluded);
  }

  runtimeThreadFound(process: ProcessKey, osThreadId: number, name: string, sinceNs: Nanoseconds): void {
    const writer = this.begin(entryKinds.runtimeThreadFound, name);
    writer.count(process);
    writer.count(osThreadId);
    writer.text(name);
    this.time(sinceNs);
  }

  sampled(thread: ThreadKey, sample: OsSample, use: CoreUse | null): void {
    const { timeNs, runNs, readyNs, at, call, descriptor, loop } = sample;
    const writer = this.begin(entryKinds.sampled, call ?? '');
    const last = this.memory.of(thread);
    writer.count(thread);
    this.time(timeNs);
    writer.number(runNs, last.runNs);
    writer.number(readyNs, last.readyNs);
    writer.byte(
      ats.indexOf(at) |
        (call === null ? 0 : 0x10) |
        (descriptor === undefined ? 0 : 0x20) |
        (use === null ? 0 : 0x40) |
        (loop === undefined ? 0 : 0x80),
    );
    if (call !== null) writer.text(call);
    if (descriptor !== undefined) writer.number(descriptor);
    if (use !== null) {
      writer.count(use.core);
      writer.number(use.fromNs, last.seenNs);
      writer.number(use.ranNs, runNs - last.runNs);
    }
    if (loop !== undefined) writer.number(loop);
    last.runNs = runNs;
    last.readyNs = readyNs;
    last.seenNs = timeNs;
  }

  stoodStill(thread: ThreadKey, timeNs: Nanoseconds): void {
    this.begin(entryKinds.stoodStill).count(thread);
    this.time(timeNs);
    this.memory.of(thread).seenNs = timeNs;
  }

  osFactsRead(thread: ThreadKey, timeNs: Nanoseconds, facts: OsFacts): void {
    const { kernel } = facts;
    const texts =
      kernel === null
        ? []
        : [
            kernel.call ?? '',
            kernel.stackPointer ?? '',
            kernel.programCounter ?? '',
            ...kernel.callArguments,
          ];
    const writer = this.begin(entryKinds.osFactsRead, texts.join(''));
    writer.count(thread);
    this.time(timeNs);
    writer.number(facts.cpuNs, this.memory.of(thread).runNs);
    writer.number(facts.voluntarySwitches);
    writer.number(facts.involuntarySwitches);
    writer.number(facts.recentShare);
    if (kernel === null) {
      writer.byte(0);
      return;
    }
    writer.byte(
      0x80 |
        kernelStates.indexOf(kernel.state) |
        (kernel.core === null ? 0 : 0x08) |
        (kernel.call === null ? 0 : 0x10) |
        (kernel.stackPointer === null ? 0 : 0x20) |
        (kernel.programCounter === null ? 0 : 0x40),
    );
    if (kernel.core !== null) writer.count(kernel.core);
    for (const text of [kernel.call, kernel.stackPointer, kernel.programCounter])
      if (text !== null) writer.text(text);
    writer.count(kernel.callArguments.length);
    for (const text of kernel.callArguments) writer.text(text);
  }

  threadGone(thread: ThreadKey, seenNs: Nanoseconds, cpuNs: number): void {
    const writer = this.begin(entryKinds.threadGone);
    writer.count(thread);
    this.time(seenNs);
    writer.number(cpuNs, this.memory.of(thread).runNs);
  }

  problemsTold(problems: readonly string[]): void {
    const writer = this.begin(entryKinds.problemsTold, problems.join(''));
    writer.count(problems.length);
    for (const problem of problems) writer.text(problem);
  }

  costMeasured(share: number | null): void {
    const writer = this.begin(entryKinds.costMeasured);
    writer.byte(share === null ? 0 : 1);
    if (share !== null) writer.number(share);
  }

  debuggerSaid({ pid, thread, timeNs, stop }: DebuggerWord): void {
    const at = stop?.at ?? null;
    const writer = this.begin(entryKinds.debuggerSaid, `${stop?.reason ?? ''}${at?.file ?? ''}`);
    writer.count(pid);
    this.time(timeNs);
    writer.byte((thread === null ? 0 : 1) | (stop === null ? 0 : 2) | (at === null ? 0 : 4));
    // An ident of Python may be any number.
    if (thread !== null) writer.number(thread);
    if (stop !== null) writer.text(stop.reason);
    if (at === null) return;
    writer.text(at.file);
    writer.count(at.line);
    writer.count(at.column);
  }

  lookedForFindings(timeNs: Nanoseconds, cores: number): void {
    const writer = this.begin(entryKinds.lookedForFindings);
    this.time(timeNs);
    writer.count(cores);
  }

  captured(capture: StackCapture): void {
    const text = JSON.stringify(capture);
    for (let at = 0; at < text.length; at += capturePart) {
      const part = text.slice(at, at + capturePart);
      const writer = this.begin(entryKinds.captured, part);
      writer.byte(at + capturePart < text.length ? 1 : 0);
      writer.text(part);
    }
  }

  threadNamed(thread: ThreadKey): void {
    this.begin(entryKinds.threadNamed).count(thread);
  }

  bufferNumbered(thread: ThreadKey, buffer: number): void {
    const writer = this.begin(entryKinds.bufferNumbered);
    writer.count(thread);
    writer.count(buffer);
  }

  private begin(kind: number, texts = '', bytes = 0): ByteWriter {
    const { writer } = this;
    const atMost = fixedBytes + texts.length * mostBytesPerUnit + bytes;
    if (writer.at > fullBytes || writer.at + atMost > writer.bytes.length) this.flush();
    writer.byte(kind);
    return writer;
  }

  private time(timeNs: Nanoseconds): void {
    this.writer.number(timeNs, this.memory.timeNs);
    this.memory.timeNs = timeNs;
  }

  private end(writer: ByteWriter, { exitCode, signal }: RootEnd): void {
    writer.byte((exitCode === null ? 0 : 1) | (signal === null ? 0 : 2));
    if (exitCode !== null) writer.number(exitCode);
    if (signal !== null) writer.text(signal);
  }
}
