// The I/O pool at work while the main thread waits for it, then the main thread inside of a child's wait.
import { pbkdf2 } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
await Promise.all([1, 2].map(salt => derive('secret', String(salt), 700_000, 64, 'sha512')));
spawnSync('sleep', ['0.8']);
