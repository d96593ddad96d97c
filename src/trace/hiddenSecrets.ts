/** Stands where a secret was. */
export const hidden = '***';

const secretWords = new Set(
  (
    'pass password passwords passwd passphrase pwd secret secrets token credential credentials auth authorization ' +
    'bearer cookie cookies jwt apikey otp'
  ).split(' '),
);
/** A key to sort by is none, the key to a door is. */
const doors = new Set(
  'api access private secret encryption signing master account storage auth service ssh deploy'.split(' '),
);

/**
 * A command line as it may be kept and shown: values of arguments that go by the name of a secret, passwords in
 * addresses, and what looks like a token of a well-known kind are hidden. A guess, and meant to be wrong on the side
 * of hiding: what somebody calls by no such name cannot be known to be secret.
 */
export function hideSecrets(args: readonly string[]): string[] {
  return args.map((arg, place) => {
    const before = args[place - 1];
    const isValue = before !== undefined && isSecretOption(before) && !arg.startsWith('-');
    return isValue ? hidden : hideIn(arg);
  });
}

/** `--token`, `-password`: what follows is its value. */
function isSecretOption(arg: string): boolean {
  return /^--?[A-Za-z][\w.-]*$/.test(arg) && isSecretName(arg);
}

/** By its words: `DB_PASSWORD`, `apiKey`, `--access-token`, but neither `--tokenizer` nor `--author`. */
function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some(
    (word, place) =>
      secretWords.has(word) || ((word === 'key' || word === 'keys') && doors.has(words[place - 1] ?? '')),
  );
}

function hideIn(arg: string): string {
  const whole = /^(-{0,2}[A-Za-z][\w.-]*=)./s.exec(arg);
  if (whole?.[1] !== undefined && isSecretName(whole[1])) return whole[1] + hidden;
  const text = arg.replace(addresses, `$1${hidden}@`).replace(headers, `$1${hidden}`);
  return hideAssigned(text).replace(tokens, hidden);
}

/** `name=value`, `"name": "value"`, in whatever surrounds them. */
function hideAssigned(text: string): string {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(names)) {
    if (match.index < done || !isSecretName(match[1] ?? '')) continue;
    const from = match.index + match[0].length;
    value.lastIndex = from;
    const length = value.exec(text)?.[0].length ?? 0;
    if (length === 0) continue;
    result += text.slice(done, from) + hidden;
    done = from + length;
  }
  return result + text.slice(done);
}

// An argument may be as long as a book, and be made to keep a search busy: so what is looked for begins where a word
// begins, and is bounded until it is certain.
const names = /(?<![\w.-])([A-Za-z][\w.-]{0,60})["']?\s{0,4}[=:]\s{0,4}/g;
const value = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s&;,"'{}[\]]+/y;
/** `https://name:password@host` */
const addresses = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/@:]{0,200}:)[^\s/@]{1,500}@/gi;
/** `Authorization: Bearer …`, to the end of the line: what is secret of it differs. */
const headers = /((?:authorization|cookie)["']?\s{0,4}:\s{0,4})\S.*/gi;
/** Of GitHub, GitLab, npm, Slack, AWS and of those that sell models; and JSON web tokens. */
const tokens =
  /\b(?:gh[a-z]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|npm_\w{16,}|xox[a-z]-[\w-]{10,}|A[KS]IA[A-Z0-9]{12,}|sk-[\w-]{16,}|eyJ[\w-]{8,}(?:\.[\w-]+){0,2})/g;
