import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hidden, hideSecrets } from '../../src/trace/hiddenSecrets.ts';

describe('a command line that is kept', () => {
  for (const [given, kept] of [
    [['--token=abc'], ['--token=***']],
    [
      ['--token', 'abc', 'next'],
      ['--token', '***', 'next'],
    ],
    [
      ['-password', 'abc'],
      ['-password', '***'],
    ],
    [
      ['--dbPassword=a b=c', '--db_password=x'],
      ['--dbPassword=***', '--db_password=***'],
    ],
    [
      ['API_KEY=abc', 'npm'],
      ['API_KEY=***', 'npm'],
    ],
    [
      ['--access-key', 'abc'],
      ['--access-key', '***'],
    ],
    [
      ['https://ada:hunter2@example.org/x?token=abc&page=2'],
      ['https://ada:***@example.org/x?token=***&page=2'],
    ],
    [
      ['-H', 'Authorization: Bearer abc def'],
      ['-H', 'Authorization: ***'],
    ],
    [
      ['-H', 'Cookie: a=b; c=d'],
      ['-H', 'Cookie: ***'],
    ],
    [['{"user":"ada","password":"hun\\"ter2"}'], ['{"user":"ada","password":***}']],
    [
      ['-d', 'user=ada&password=hunter2'],
      ['-d', 'user=ada&password=***'],
    ],
    [
      ['push', `ghp_${'a1'.repeat(18)}`],
      ['push', '***'],
    ],
    [['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def'], ['***']],
  ] as const) {
    it(`hides what is secret in ${given.join(' ')}`, () => {
      assert.deepEqual(hideSecrets(given), kept);
    });
  }

  it('keeps all else as it is', () => {
    const args = [
      'node',
      '--max-old-space-size=4096',
      '/home/ada/token/main.mjs',
      '--tokenizer=fast',
      '--author',
      'Ada',
      '--max-tokens=5',
      '--sort-key=name',
      '--public-key=a.pem',
      'C:\\tools\\a.js',
      'http://localhost:8080/a',
      '--password',
      '--verbose',
      'a=b',
      '',
      '"',
    ];
    assert.deepEqual(hideSecrets(args), args);
  });

  it('has as many arguments as before, and never the value of one that is named so', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9+/]{8,40}$/);
    fc.assert(
      fc.property(fc.array(fc.string()), value, fc.array(fc.string()), (before, secret, after) => {
        for (const given of [[`--token=${secret}`], ['--token', secret]]) {
          const kept = hideSecrets([...before, ...given, ...after]);
          assert.equal(kept.length, before.length + given.length + after.length);
          assert.ok(
            kept
              .slice(before.length, before.length + given.length)
              .join(' ')
              .endsWith(hidden),
          );
        }
      }),
    );
  });

  it('takes no time to speak of, however long an argument is', () => {
    const long = ['a'.repeat(200_000), '='.repeat(200_000), '"a":'.repeat(50_000), 'a.'.repeat(100_000)];
    assert.equal(hideSecrets(long).length, long.length);
  });
});
