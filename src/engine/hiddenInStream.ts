import { hideSecrets } from '../trace/hiddenSecrets.ts';

/** The one place on the wire where a command line is told: a Worker's own flags, as JSON writes them. */
const mark = Buffer.from('"execArgv":[');
const [quote, backslash, closing, space] = [0x22, 0x5c, 0x5d, 0x20] as const;

/**
 * Hides what is secret of command lines in what was read of a stream, before it is kept: in place, so that no length
 * on the wire changes. A text is told whole in one frame, and frames are read whole.
 */
export function hideSecretsIn(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(mark); at >= 0; at = buffer.indexOf(mark, at + mark.length)) {
    const start = at + mark.length - 1;
    const end = endOfList(buffer, start);
    if (end === null) continue;
    const told = readTexts(buffer.toString('utf8', start, end));
    if (told === null) continue;
    const kept = hideSecrets(told);
    if (kept.every((text, index) => text === told[index])) continue;
    let json = Buffer.from(JSON.stringify(kept));
    // What stands for a secret may be longer than that: then the last flags are left out.
    while (json.length > end - start) {
      kept.pop();
      json = Buffer.from(JSON.stringify(kept));
    }
    buffer.fill(space, start, end);
    buffer.set(json, start);
  }
}

/** @returns where the list of texts that begins at `start` is over; `null` where it is none */
function endOfList(buffer: Buffer, start: number): number | null {
  let isInText = false;
  for (let at = start + 1; at < buffer.length; at++) {
    const byte = buffer[at];
    if (isInText && byte === backslash) at++;
    else if (byte === quote) isInText = !isInText;
    else if (!isInText && byte === closing) return at + 1;
  }
  return null;
}

function readTexts(json: string): string[] | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every(each => typeof each === 'string') ? value : null;
  } catch {
    return null;
  }
}
