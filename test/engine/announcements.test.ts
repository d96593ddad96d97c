import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isPrivate, makeAnnouncementFolder } from '../../src/engine/announcementFolder.ts';
import { announce, guestAddress, readAnnouncements, withdraw } from '../../src/engine/announcements.ts';
import { skip } from '../vscode/skip.ts';

const id = '12-0123456789ab';
const run = {
  id,
  pid: 12,
  token: 'secret',
  title: 'a.mjs',
  file: '/x/a.mjs',
  commandLine: 'a.mjs',
  cwd: '/x',
  startedAtMs: 1,
};

describe('announcements', () => {
  let base: string;
  let folder: string;
  beforeEach(function () {
    if (process.platform === 'win32') skip(this, 'owners and modes of files are those of POSIX');
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'tv-'));
    folder = makeAnnouncementFolder([path.join(base, 'runs')]);
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  it('are read as they were written, until they are withdrawn', () => {
    announce(folder, run);
    assert.deepEqual(readAnnouncements(folder), [{ ...run, version: 1, address: guestAddress(folder, id) }]);
    withdraw(folder, id);
    assert.deepEqual(fs.readdirSync(folder), []);
    withdraw(folder, id);
  });

  it('are in a folder that is private, or nowhere', () => {
    const open = path.join(base, 'open');
    fs.mkdirSync(open);
    fs.chmodSync(open, 0o770);
    const link = path.join(base, 'link');
    fs.symlinkSync(folder, link);
    const file = path.join(base, 'file');
    fs.writeFileSync(file, '', { mode: 0o700 });
    const long = path.join(base, 'x'.repeat(100));
    const nowhere = path.join(base, 'no', 'where');
    const bad = [open, link, file, long, nowhere];
    assert.throws(
      () => makeAnnouncementFolder(bad),
      (error: Error) => bad.every(each => error.message.includes(each)) && /too long/.test(error.message),
    );
    assert.equal(makeAnnouncementFolder([...bad, folder]), folder);
    assert.deepEqual(bad.map(isPrivate), [false, false, false, false, false]);
    assert.equal(fs.existsSync(long), false);
  });

  it('are not read where others can write', () => {
    announce(folder, run);
    fs.chmodSync(folder, 0o720);
    assert.deepEqual(readAnnouncements(folder), []);
    const link = path.join(base, 'link');
    fs.chmodSync(folder, 0o700);
    fs.symlinkSync(folder, link);
    assert.deepEqual(readAnnouncements(link), []);
    assert.equal(readAnnouncements(folder).length, 1);
    fs.chmodSync(path.join(folder, `${id}.json`), 0o644);
    assert.deepEqual(readAnnouncements(folder), []);
  });

  it('are whole, or none', () => {
    const text = (entry: unknown) => JSON.stringify(entry);
    const whole = { version: 1, ...run };
    const bad: readonly (readonly [string, string])[] = [
      [id, ''],
      [id, 'null'],
      [id, '[]'],
      [id, text({ ...whole, pid: '12' })],
      [id, text({ ...whole, token: undefined })],
      [id, text({ ...whole, file: 1 })],
      [id, text({ ...whole, startedAtMs: 1e300 })],
      [id, `${text(whole)}${' '.repeat(600_000)}`],
      ['other', text(whole)],
      ['12-0123456789ab.new', text(whole)],
    ];
    for (const [name, content] of bad) {
      const file = path.join(folder, `${name}.json`);
      fs.writeFileSync(file, content, { mode: 0o600 });
      assert.deepEqual(readAnnouncements(folder), [], content.slice(0, 80));
      fs.rmSync(file);
    }
    const elsewhere = path.join(base, 'elsewhere.json');
    fs.writeFileSync(elsewhere, text(whole), { mode: 0o600 });
    fs.symlinkSync(elsewhere, path.join(folder, `${id}.json`));
    assert.deepEqual(readAnnouncements(folder), []);
  });

  it('send nobody to a socket that is not in their folder', () => {
    announce(folder, { ...run, address: '/elsewhere.sock' } as typeof run);
    assert.equal(readAnnouncements(folder)[0]?.address, path.join(folder, `${id}.sock`));
  });

  it('cut a command line that is very long', () => {
    announce(folder, { ...run, commandLine: 'x'.repeat(2_000_000) });
    assert.equal(readAnnouncements(folder)[0]?.commandLine.length, 32 * 1024);
  });
});
