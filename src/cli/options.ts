/** What the command line asks for. Everything after the program's own name belongs to the program. */
export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'mistake'; readonly message: string }
  | ({ readonly kind: 'run' } & RunRequest)
  | ({ readonly kind: 'open' } & OpenRequest);

export interface RunRequest {
  /** Where the summary goes, or `null`. */
  readonly json: string | null;
  /** Where the run is kept, or `null`. */
  readonly record: string | null;
  readonly quiet: boolean;
  /** Whether others may look at the run while it goes on. */
  readonly attachable: boolean;
  readonly program: Program;
}

export interface OpenRequest {
  /** A recording. */
  readonly file: string;
  /** Where its summary goes, `-` for stdout, or `null`. */
  readonly json: string | null;
}

export type Program =
  /** `-- COMMAND [ARG…]`: run as it stands. */
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] }
  /** `FILE [ARG…]`: the file's kind says what runs it. */
  | { readonly kind: 'file'; readonly file: string; readonly args: readonly string[] };

/** As it was typed. */
export function commandOf(program: Program): readonly string[] {
  return [program.kind === 'command' ? program.command : program.file, ...program.args];
}

export const helpText = `Thread View: run a program and see what its threads did.

Usage
  thread-view run [OPTIONS] FILE [ARG...]
  thread-view run [OPTIONS] -- COMMAND [ARG...]
  thread-view open RECORDING [--json FILE]

With FILE, the kind of the file says what runs it (.js .mjs .cjs .ts .mts .cts: node;
.py: python3).
With --, any command: every Node.js and Python process below it is watched. The program
keeps its stdin, stdout, stderr and exit code; what Thread View has to say goes to stderr.

Options
  --json FILE     write a machine-readable summary of the run to FILE
  --record FILE   keep the run in FILE, to be opened again; replaces an older recording
  --quiet         print no table of threads at the end
  --attachable    let VS Code show the run while it goes on: there, choose
                  "Thread View: Attach to a Running Program..."
  --help          print this text
  --version       print the version of Thread View

"open" prints the table of a run that was kept, or writes its summary with --json FILE
("-" is stdout).

Examples
  thread-view run primes.mjs
  thread-view run philosophers.py
  thread-view run --json summary.json -- npm test
  thread-view run --record primes.threadview primes.mjs
  thread-view open primes.threadview
  thread-view run --attachable server.mjs

Exit codes
  of "run", the program's own; 2 when the command line is wrong, 125 when the run could
  not be recorded, 126 when the program cannot be run, 127 when it cannot be found
  of "open", 0; 2 when the command line is wrong, 1 when the recording cannot be opened
`;

function mistake(message: string): Request {
  return { kind: 'mistake', message };
}

/** `node:util`'s parseArgs does not stop at the first operand, and what follows FILE is not ours to read. */
export function parseCommandLine(args: readonly string[]): Request {
  const [verb, ...rest] = args;
  if (verb === undefined) return mistake('nothing to do: say what to run, as in "thread-view run FILE"');
  if (verb === '--help' || verb === '-h' || verb === 'help') return { kind: 'help' };
  if (verb === '--version' || verb === '-V') return { kind: 'version' };
  if (verb === 'open') return parseOpen(rest);
  if (verb !== 'run') return mistake(`unknown command "${verb}"; the commands are "run" and "open"`);
  return parseRun(rest);
}

function parseRun(args: readonly string[]): Request {
  const options = {
    json: null as string | null,
    record: null as string | null,
    quiet: false,
    attachable: false,
  };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    const after = args.slice(index + 1);
    if (arg === '--') {
      const [command, ...commandArgs] = after;
      if (!command) return mistake('no command after "--"');
      return { kind: 'run', ...options, program: { kind: 'command', command, args: commandArgs } };
    }
    if (arg === '--help' || arg === '-h') return { kind: 'help' };
    if (arg === '--version' || arg === '-V') return { kind: 'version' };
    const [name, inline] = splitOption(arg);
    if (arg === '--quiet' || arg === '-q') {
      options.quiet = true;
    } else if (arg === '--attachable') {
      options.attachable = true;
    } else if (name === '--json') {
      const file = inline ?? args[++index];
      if (!file || file === '--') return mistake('"--json" needs the name of a file');
      if (file === '-') return mistake('"--json -" would mix with the output of the program; give a file');
      options.json = file;
    } else if (name === '--record') {
      const file = inline ?? args[++index];
      if (!file || file === '--' || file === '-') return mistake('"--record" needs the name of a file');
      options.record = file;
    } else if (arg.startsWith('-') && arg !== '-') {
      return mistake(`unknown option "${arg}"; options of the program go after its name`);
    } else if (arg === '-' || arg === '') {
      return mistake('a program cannot be read from stdin here; try "thread-view run -- node -"');
    } else {
      return { kind: 'run', ...options, program: { kind: 'file', file: arg, args: after } };
    }
  }
  return mistake('nothing to run: give a FILE, or "--" and a command');
}

/** `--name=value` taken apart; without `=` there is no value. */
function splitOption(arg: string): readonly [name: string, value: string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function parseOpen(args: readonly string[]): Request {
  let json: string | null = null;
  let file: string | null = null;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--help' || arg === '-h') return { kind: 'help' };
    const [name, inline] = splitOption(arg);
    if (name === '--json') {
      const target = inline ?? args[++index];
      if (!target) return mistake('"--json" needs the name of a file, or "-" for stdout');
      json = target;
    } else if (arg === '' || arg.startsWith('-')) {
      return mistake(
        `unknown option "${arg}" of "open"; the name of a recording that begins so needs "./" before it`,
      );
    } else if (file === null) {
      file = arg;
    } else {
      return mistake('"open" takes one recording at a time');
    }
  }
  return file === null
    ? mistake('nothing to open: give a recording, as in "thread-view open FILE"')
    : { kind: 'open', file, json };
}
