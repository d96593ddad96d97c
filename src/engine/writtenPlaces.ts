import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { AnsweredFrame } from '../protocol/stackRequests.ts';
import type { StackFrame } from '../protocol/stacks.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { readOnly } from './recordingInfo.ts';

/** A file longer than this is not searched for its map. */
const mostBytes = 32 * 1024 * 1024;

/** Says of frames where they were written: through source maps, each of which is read once. One per capture. */
export class WrittenPlaces {
  private readonly maps = new Map<string, TraceMap | null>();

  /** @param sourceMaps where those are that the runtime knew; others are looked for in the files themselves */
  frame(
    frame: AnsweredFrame,
    runtime: 'node' | 'python',
    sourceMaps: Readonly<Record<string, string>>,
  ): StackFrame {
    const file = pathOf(frame.file);
    if (file === '' || frame.line === 0)
      return { name: frame.name, place: null, generated: null, origin: originOf(file, runtime) };
    const ran: SourcePlace = { file, line: frame.line, column: Math.max(1, frame.column) };
    const written =
      runtime === 'node' && path.isAbsolute(file) ? this.written(ran, sourceMaps[frame.file]) : null;
    const place = written ?? ran;
    return {
      name: frame.name,
      place,
      generated: written === null ? null : ran,
      origin: originOf(place.file, runtime),
    };
  }

  private written({ file, line, column }: SourcePlace, url: string | undefined): SourcePlace | null {
    const map = this.mapOf(file, url);
    if (map === null) return null;
    const found = originalPositionFor(map, { line, column: column - 1 });
    if (found.source === null) return null;
    return { file: pathOf(found.source), line: found.line, column: found.column + 1 };
  }

  private mapOf(file: string, told: string | undefined): TraceMap | null {
    let map = this.maps.get(file);
    if (map === undefined) {
      map = null;
      try {
        const url = told ?? urlIn(file);
        if (url !== null) map = readMap(file, url);
      } catch {
        // A map that is not there, or is none: then the code is shown that runs.
      }
      this.maps.set(file, map);
    }
    return map;
  }
}

function pathOf(file: string): string {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : file;
  } catch {
    return file;
  }
}

function originOf(file: string, runtime: 'node' | 'python'): StackFrame['origin'] {
  const parts = file.split(/[\\/]/);
  if (parts.some(part => part === 'node_modules' || part === 'site-packages' || part === 'dist-packages'))
    return 'library';
  const isRuntimes =
    runtime === 'node'
      ? file.startsWith('node:')
      : file.startsWith('<frozen') || parts.some(part => /^(python3(\.\d+t?)?|Lib)$/.test(part));
  return isRuntimes ? 'runtime' : 'program';
}

/** What the last `sourceMappingURL` comment of a file says. @throws the system's error */
function urlIn(file: string): string | null {
  const text = readSmall(file);
  const at = text.lastIndexOf('# sourceMappingURL=');
  return at < 0 ? null : (/^# sourceMappingURL=(\S+)/.exec(text.slice(at))?.[1] ?? null);
}

/** @throws when it is no map */
function readMap(file: string, url: string): TraceMap {
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (inline !== null) {
    const [, base64, data = ''] = inline;
    const text =
      base64 === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString('utf8');
    return new TraceMap(text, file);
  }
  const mapFile = path.resolve(path.dirname(file), pathOf(decodeURIComponent(url)));
  return new TraceMap(readSmall(mapFile), mapFile);
}

/** A pipe under the name is not waited for. @throws when it is too large to be one, or no file */
function readSmall(file: string): string {
  const handle = openSync(file, readOnly);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size > mostBytes) throw new RangeError(`${file} is not read.`);
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
