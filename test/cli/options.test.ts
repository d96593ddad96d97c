import * as assert from 'node:assert/strict';
import { helpText, parseCommandLine } from '../../src/cli/options.ts';

const run = (rest: object) => ({
  kind: 'run',
  json: null,
  record: null,
  quiet: false,
  attachable: false,
  ...rest,
});

describe('the command line', () => {
  const understood: readonly (readonly [string, readonly string[], object])[] = [
    ['a file', ['run', 'a.mjs'], run({ program: { kind: 'file', file: 'a.mjs', args: [] } })],
    [
      'a file with arguments that look like ours',
      ['run', 'a.mjs', '--json', 'x', '--', '--quiet', '-h'],
      run({ program: { kind: 'file', file: 'a.mjs', args: ['--json', 'x', '--', '--quiet', '-h'] } }),
    ],
    [
      'a command',
      ['run', '--', 'npm', 'test', '--quiet'],
      run({ program: { kind: 'command', command: 'npm', args: ['test', '--quiet'] } }),
    ],
    [
      'a command that is called like an option',
      ['run', '--', '--help'],
      run({ program: { kind: 'command', command: '--help', args: [] } }),
    ],
    [
      'our options before a file',
      ['run', '--quiet', '--json', 'out.json', 'a.ts', 'b'],
      run({ json: 'out.json', quiet: true, program: { kind: 'file', file: 'a.ts', args: ['b'] } }),
    ],
    [
      'our options before a command, the other way to write them',
      ['run', '--json=out=1.json', '-q', '--', 'x'],
      run({ json: 'out=1.json', quiet: true, program: { kind: 'command', command: 'x', args: [] } }),
    ],
    [
      'that others may look on',
      ['run', '--attachable', '--', 'x', '--attachable'],
      run({ attachable: true, program: { kind: 'command', command: 'x', args: ['--attachable'] } }),
    ],
    [
      'a summary file with a strange name',
      ['run', '--json', '--quiet', 'a.js'],
      run({ json: '--quiet', program: { kind: 'file', file: 'a.js', args: [] } }),
    ],
    [
      'a file to keep the run in',
      ['run', '--record', 'a.threadview', 'a.js'],
      run({ record: 'a.threadview', program: { kind: 'file', file: 'a.js', args: [] } }),
    ],
    ['a recording to open', ['open', 'a.threadview'], { kind: 'open', file: 'a.threadview', json: null }],
    [
      'a recording whose summary is asked for',
      ['open', '--json', '-', 'a.threadview'],
      { kind: 'open', file: 'a.threadview', json: '-' },
    ],
    [
      'the same the other way round',
      ['open', 'a.threadview', '--json=a.json'],
      { kind: 'open', file: 'a.threadview', json: 'a.json' },
    ],
    ['help after open', ['open', '--help'], { kind: 'help' }],
    ['--help', ['--help'], { kind: 'help' }],
    ['-h', ['-h'], { kind: 'help' }],
    ['help after run', ['run', '--quiet', '--help', 'a.js'], { kind: 'help' }],
    ['--version', ['--version'], { kind: 'version' }],
    ['version after run', ['run', '--version'], { kind: 'version' }],
  ];
  for (const [title, args, expected] of understood) {
    it(`understands ${title}`, () => assert.deepEqual(parseCommandLine(args), expected));
  }

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['nothing', [], /nothing to do.*thread-view run FILE/],
    ['another verb', ['start', 'a.js'], /"start".*"run"/],
    ['a file without a verb', ['a.js'], /"a\.js"/],
    ['nothing to run', ['run'], /FILE/],
    ['nothing to run but options', ['run', '--quiet'], /FILE/],
    ['no command', ['run', '--'], /no command/],
    ['an empty command', ['run', '--', ''], /no command/],
    ['an unknown option', ['run', '--jsn', 'x', 'a.js'], /"--jsn"/],
    ['a value for a switch', ['run', '--quiet=yes', 'a.js'], /"--quiet=yes"/],
    ['no summary file', ['run', '--json'], /"--json" needs/],
    ['no summary file before a command', ['run', '--json', '--', 'x'], /"--json" needs/],
    ['an empty summary file', ['run', '--json=', 'a.js'], /"--json" needs/],
    ['a summary on stdout', ['run', '--json', '-', 'a.js'], /output of the program/],
    ['a program from stdin', ['run', '-'], /stdin.*node -/],
    ['an empty file name', ['run', ''], /node -/],
    ['no file to keep the run in', ['run', '--record'], /"--record" needs/],
    ['stdout to keep the run in', ['run', '--record', '-', 'a.js'], /"--record" needs/],
    ['nothing to open', ['open'], /nothing to open/],
    ['two recordings', ['open', 'a', 'b'], /one recording/],
    ['an unknown option of open', ['open', '--quiet', 'a'], /"--quiet"/],
    ['no summary file of open', ['open', 'a', '--json'], /"--json" needs/],
  ];
  for (const [title, args, message] of mistakes) {
    it(`refuses ${title}, and says what`, () => {
      const request = parseCommandLine(args);
      assert.equal(request.kind, 'mistake');
      assert.match(request.message, message);
    });
  }

  it('explains itself in lines that fit a terminal', () => {
    for (const line of helpText.split('\n')) assert.ok(line.length <= 90, line);
    for (const word of ['--json', '--record', 'open', '--quiet', '--help', '--version', '127'])
      assert.ok(helpText.includes(word), word);
  });
});
