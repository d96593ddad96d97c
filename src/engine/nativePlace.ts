import { readFileSync } from 'node:fs';
import type { NativePlace } from '../protocol/stacks.ts';
import { parseCall } from './kernelFiles.ts';

/** What is mapped where, of one process; read once for all its threads. */
export interface Mapping {
  readonly from: bigint;
  readonly to: bigint;
  readonly fileOffset: bigint;
  readonly file: string;
}

/** Files and code that are mapped. Empty where that may not be read. */
export function readMappings(pid: number): readonly Mapping[] {
  try {
    return parseMappings(readFileSync(`/proc/${pid}/maps`, 'utf8'));
  } catch {
    return [];
  }
}

/** `from-to rights offset device inode file`, addresses hexadecimal. */
export function parseMappings(text: string): Mapping[] {
  return text.split('\n').flatMap(line => {
    const match = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) \S+ \d+ +(\S.*)$/.exec(line);
    if (match === null) return [];
    const [from, to, fileOffset] = [match[1], match[2], match[3]].map(hex => BigInt(`0x${hex}`));
    return [{ from, to, fileOffset, file: match[4] } as Mapping];
  });
}

/** How the kernel sees a thread now; `null` when it is gone, or this is not Linux. */
export function readNativePlace(pid: number, tid: number, mappings: readonly Mapping[]): NativePlace | null {
  const folder = `/proc/${pid}/task/${tid}`;
  let isRunnable: boolean;
  try {
    // The state is the first letter after the name, which is in brackets and may hold anything.
    isRunnable = /\) R /.test(readFileSync(`${folder}/stat`, 'latin1'));
  } catch {
    return null;
  }
  let call: ReturnType<typeof parseCall> = null;
  try {
    call = parseCall(readFileSync(`${folder}/syscall`, 'latin1'));
  } catch {
    // Where it may not be read (another user's, a hardened kernel), the state alone is known.
  }
  const at = call === 'running' ? null : call;
  const place =
    at === null || at.programCounter === null ? null : placeOf(BigInt(at.programCounter), mappings);
  return {
    state: at === null && isRunnable ? 'on a core' : 'stopped',
    call: at?.name ?? null,
    callArguments: at?.registers ?? [],
    programCounter: at?.programCounter ?? null,
    stackPointer: at?.stackPointer ?? null,
    module: place?.module ?? null,
    moduleOffset: place?.offset ?? null,
  };
}

function placeOf(address: bigint, mappings: readonly Mapping[]): { module: string; offset: string } | null {
  const mapping = mappings.find(({ from, to }) => from <= address && address < to);
  if (mapping === undefined) return null;
  const offset = address - mapping.from + mapping.fileOffset;
  return { module: mapping.file, offset: `0x${offset.toString(16)}` };
}
