/** What is another one in every run, and by which word it is replaced. In this order. */
const replacements: readonly (readonly [RegExp, string])[] = [
  // eslint-disable-next-line no-control-regex -- colours are control characters
  [/\u001b\[[0-9;]*m/g, ''],
  [/\r\n/g, '\n'],
  [/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/g, 'UUID'],
  [/\[\d{2,}\]/g, '[PID]'],
  [/\(node:\d+(, Worker \d+)?\)/g, '(node:PID$1)'],
  [/\bpid(\W{1,3})\d+/gi, 'pid$1PID'],
  [/^==\d+==/gm, '==PID=='],
  [/\b(127\.0\.0\.1|localhost|0\.0\.0\.0|\[?::1?\]?):\d+\b/g, '$1:PORT'],
  [/\b(port\W{1,3})\d+/gi, '$1PORT'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z\b/g, 'DATE'],
  [/\b\d\d:\d\d:\d\d\b/g, 'TIME'],
  // Reporters show the duration of slow tests only, so it goes with the space before it.
  [/\s*\(?\b(time=|duration_ms:? )?\d+(\.\d+)?\s?(ms|s|m|μs|µs|ns)\b\)?/g, ''],
  [/\b(time=|duration_ms:? )\d+(\.\d+)?/g, '$1TIME'],
  [/\b0x[0-9a-f]{4,}\b/gi, 'ADDRESS'],
];

/** Nobody reads lines of this length: they are dumps, and no two dumps are the same. */
const longLine = 20_000;

/** Output of a test with process ids, ports, times, addresses and its temporary folder replaced. */
export function normalText(text: string, temporaryFolder: string): string {
  let normal = text.replaceAll(temporaryFolder, 'FOLDER');
  for (const [pattern, replacement] of replacements) normal = normal.replace(pattern, replacement);
  return normal
    .split('\n')
    .map(line => (line.length > longLine ? 'LONG LINE' : line))
    .join('\n');
}
