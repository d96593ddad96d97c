import { statSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The last part of a path of this machine. */
export function baseName(file: string): string {
  return path.basename(file);
}

/** When a file was written last, in milliseconds since the epoch; NaN where there is none. */
export function changedAtMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? NaN;
}

/**
 * The path of a file as a runtime names it, by path or by URL.
 * @returns `null` for what a runtime names but no disk holds (`node:internal/…`, `data:`, `[worker eval]`).
 */
export function filePath(file: string): string | null {
  if (/^file:/i.test(file)) {
    try {
      return fileURLToPath(file);
    } catch {
      return null;
    }
  }
  return path.isAbsolute(file) ? file : null;
}

/** The path of a file that is named from a folder. */
export function absolutePath(file: string, folder: string): string {
  return path.resolve(folder, file);
}
