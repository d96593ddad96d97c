import type {
  BlindSpotText,
  ForkedText,
  InterpreterText,
  PythonBeganText,
  PythonStartText,
  PythonThreadText,
  SyncObjectText,
  TaskText,
} from './texts.ts';
import { idOf, numberOf, parse, placeOf, stringOf } from './textReaders.ts';
import { pythonThreadKinds } from './words.ts';
import type { PythonThreadKind } from './words.ts';

/** Reading the texts of the Python probe: as in textReaders.ts, whatever came is made into the right shape. */

const mostArguments = 64;

function kindOf(value: unknown): PythonThreadKind {
  return pythonThreadKinds.find(kind => kind === value) ?? 'Thread';
}

export function readPythonThread(text: string | null): PythonThreadText | null {
  const fields = parse(text);
  if (fields === null) return null;
  const { args, kwargs } = fields;
  return {
    kind: kindOf(fields['kind']),
    name: stringOf(fields['name']),
    class: stringOf(fields['class']),
    daemon: fields['daemon'] === true,
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

export function readPythonStart(text: string | null): PythonStartText {
  const fields = parse(text) ?? {};
  return {
    at: placeOf(fields['at']),
    name: stringOf(fields['name']),
    daemon: fields['daemon'] === true,
  };
}

export function readPythonBegan(text: string | null): PythonBeganText {
  const fields = parse(text) ?? {};
  return {
    kind: kindOf(fields['kind']),
    name: stringOf(fields['name']),
    ident: numberOf(fields['ident']) ?? 0,
  };
}

export function readSyncObject(text: string | null): SyncObjectText {
  const fields = parse(text) ?? {};
  return {
    kind: stringOf(fields['kind']) ?? 'object',
    name: stringOf(fields['name']),
    at: placeOf(fields['at']),
  };
}

export function readTask(text: string | null): TaskText {
  return { name: stringOf(parse(text)?.['name']) ?? '?' };
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
