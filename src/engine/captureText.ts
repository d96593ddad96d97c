import type { CapturedThread, NativePlace, StackCapture, StackFrame } from '../protocol/stacks.ts';
import { idOf, isFields, numberOf, parse, placeOf, stringOf } from '../protocol/textReaders.ts';

/**
 * Reads a capture as a recording has it, which may have been made up.
 * @param threads how many threads there are
 * @returns `null` for what is none
 */
export function readCapture(text: string, threads: number): StackCapture | null {
  const fields = parse(text);
  const number = idOf(fields?.['number']);
  const atNs = numberOf(fields?.['atNs']);
  const tookNs = numberOf(fields?.['tookNs']);
  const list = fields?.['threads'];
  if (fields === null || number === null || atNs === null || tookNs === null || !Array.isArray(list))
    return null;
  return {
    number,
    atNs,
    tookNs,
    finding: stringOf(fields['finding']),
    threads: list.flatMap((each: unknown) => threadOf(each, threads)),
  };
}

function threadOf(fields: unknown, threads: number): CapturedThread[] {
  if (!isFields(fields)) return [];
  const thread = idOf(fields['thread']);
  if (thread === null || thread >= threads) return [];
  const { frames } = fields;
  return [
    {
      thread,
      frames: Array.isArray(frames) ? frames.flatMap(frameOf) : null,
      why: stringOf(fields['why']),
      moreFrames: idOf(fields['moreFrames']) ?? 0,
      native: nativeOf(fields['native']),
    },
  ];
}

function frameOf(fields: unknown): StackFrame[] {
  if (!isFields(fields)) return [];
  const name = stringOf(fields['name']);
  if (name === null) return [];
  const { origin } = fields;
  return [
    {
      name,
      place: placeOf(fields['place']),
      generated: placeOf(fields['generated']),
      origin: origin === 'library' || origin === 'runtime' ? origin : 'program',
    },
  ];
}

function nativeOf(fields: unknown): NativePlace | null {
  if (!isFields(fields)) return null;
  const { state, callArguments } = fields;
  if (state !== 'on a core' && state !== 'ready' && state !== 'stopped') return null;
  return {
    state,
    call: stringOf(fields['call']),
    callArguments: Array.isArray(callArguments) ? callArguments.filter(each => typeof each === 'string') : [],
    programCounter: stringOf(fields['programCounter']),
    stackPointer: stringOf(fields['stackPointer']),
    module: stringOf(fields['module']),
    moduleOffset: stringOf(fields['moduleOffset']),
  };
}
