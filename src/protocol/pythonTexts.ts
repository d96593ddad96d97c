import type { BlindSpotText, ForkedText, InterpreterText, SyncObjectText, ThreadShapeText } from './texts.ts';
import { idOf, numberOf, parse, placeOf, stringOf } from './textReaders.ts';
import { pythonThreadKinds } from './words.ts';
import type { PythonThreadKind, SourcePlace } from './words.ts';

/** Reading the texts of the Python probe: as in textReaders.ts, whatever came is made into the right shape. */

const mostArguments = 64;

function kindOf(value: unknown): PythonThreadKind {
  return pythonThreadKinds.find(kind => kind === value) ?? 'Thread';
}

export function readThreadShape(text: string | null): ThreadShapeText | null {
  const fields = parse(text);
  if (fields === null) return null;
  const { args, kwargs } = fields;
  return {
    kind: kindOf(fields['kind']),
    class: stringOf(fields['class']),
    at: placeOf(fields['at']),
    target: stringOf(fields['target']),
    args: Array.isArray(args) ? args.slice(0, mostArguments).map(each => stringOf(each) ?? '?') : [],
    argCount: idOf(fields['argCount']) ?? 0,
    kwargs: Array.isArray(kwargs)
      ? kwargs.slice(0, mostArguments).flatMap((pair: unknown) => {
          if (!Array.isArray(pair)) return [];
          const name = stringOf(pair[0]);
          return name === null ? [] : [[name, stringOf(pair[1]) ?? '?'] as const];
        })
      : [],
  };
}

/** A name, bare. */
export function readBareName(text: string | null): string | null {
  if (text === null) return null;
  try {
    return stringOf(JSON.parse(text));
  } catch {
    return null;
  }
}

export function readName(text: string | null): string | null {
  return text === null ? null : stringOf(parse(text)?.['name']);
}

export function readPlace(text: string | null): SourcePlace | null {
  return placeOf(parse(text));
}

export function readSyncObject(text: string | null): SyncObjectText {
  const fields = parse(text) ?? {};
  return {
    kind: stringOf(fields['kind']) ?? 'object',
    name: stringOf(fields['name']),
    at: placeOf(fields['at']),
  };
}

export function readForked(text: string | null): ForkedText | null {
  const fields = parse(text);
  const parentPid = idOf(fields?.['parentPid']);
  return fields === null || parentPid === null ? null : { parentPid, at: placeOf(fields['at']) };
}

export function readBlindSpot(text: string | null): BlindSpotText | null {
  const what = stringOf(parse(text)?.['what']);
  return what === null ? null : { what };
}

export function readInterpreter(text: string | null): InterpreterText {
  const fields = parse(text) ?? {};
  return {
    implementation: stringOf(fields['implementation']) ?? 'cpython',
    hasGil: fields['hasGil'] !== false,
    switchMs: numberOf(fields['switchMs']) ?? 5,
    ident: numberOf(fields['ident']) ?? 0,
  };
}
