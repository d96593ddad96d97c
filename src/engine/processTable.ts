import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** One process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** The process that leads its session, or its process group where sessions are not told. */
  readonly leader: number;
  /** When it began. With the pid it tells a process from a later owner of the same number. */
  readonly birth: string;
  /** Ended, and only waiting for its parent to take notice. */
  readonly isZombie: boolean;
}

export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

/** All processes of this machine that can be seen from here. */
export function readProcessTable(platform: NodeJS.Platform = process.platform): Promise<ProcessTable> {
  return platform === 'linux' ? tableFromProc() : tableFromPs();
}

async function tableFromProc(): Promise<ProcessTable> {
  const names = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const table = new Map<number, ProcessEntry>();
  await Promise.all(
    names.map(async name => {
      try {
        const entry = parseProcStat(await readFile(`/proc/${name}/stat`, 'latin1'));
        if (entry !== null) table.set(entry.pid, entry);
      } catch {
        // Gone since the listing.
      }
    }),
  );
  return table;
}

export function parseProcStat(text: string): ProcessEntry | null {
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const match = /^(\d+) \(.*\) (.*)$/s.exec(text.trimEnd());
  if (match === null) return null;
  const fields = (match[2] ?? '').split(' ');
  const [state, parent, , session] = fields;
  const birth = fields[19];
  if (parent === undefined || session === undefined || birth === undefined) return null;
  return {
    pid: Number(match[1]),
    parent: Number(parent),
    leader: Number(session),
    birth,
    isZombie: state === 'Z' || state === 'X',
  };
}

function tableFromPs(): Promise<ProcessTable> {
  // Sessions are addresses on macOS; the group of a terminal's first process serves as well.
  const args = ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='];
  return new Promise((resolve, reject) => {
    execFile(
      'ps',
      args,
      { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout) => {
        if (error !== null && stdout === '') reject(new Error(`ps: ${error.message}`));
        else resolve(parsePs(stdout));
      },
    );
  });
}

export function parsePs(text: string): ProcessTable {
  const table = new Map<number, ProcessEntry>();
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*\S)\s*$/.exec(line);
    if (match === null) continue;
    const [, pid, parent, leader, state, birth] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    table.set(Number(pid), {
      pid: Number(pid),
      parent: Number(parent),
      leader: Number(leader),
      birth,
      isZombie: state.startsWith('Z'),
    });
  }
  return table;
}
