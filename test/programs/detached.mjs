// A child that outlives its parent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

if (process.argv[2] === 'child') {
  setTimeout(() => undefined, 700);
} else {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'child'], { detached: true, stdio: 'ignore' });
  child.unref();
  await once(child, 'spawn');
  // For the child to be there while its parent is.
  setTimeout(() => undefined, 300);
}
