import type { CapturedThread, NativePlace, StackCapture, StackFrame } from '../protocol/stacks.ts';
import { idOf, numberOf, parse, placeOf, stringOf, type Fields } from '../protocol/textReaders.ts';

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

function threadOf(value: unknown, threads: number): CapturedThread[] {
  const fields = fieldsOf(value);
  const thread = idOf(fields?.['thread']);
  if (fields === null || thread === null || thread >= threads) return [];
  const { frames } = fields;
  return [
    {
      thread,
      frames: Array.isArray(frames) ? frames.flatMap(frameOf) : null,
      why: stringOf(fields['why']),
      moreFrames: idOf(fields['moreFrames']) ?? 0,
      native: nativeOf(fieldsOf(fields['native'])),
    },
  ];
}

function frameOf(value: unknown): StackFrame[] {
  const fields = fieldsOf(value);
  const name = stringOf(fields?.['name']);
  if (fields === null || name === null) return [];
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

function nativeOf(fields: Fields | null): NativePlace | null {
  if (fields === null) return null;
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

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}
