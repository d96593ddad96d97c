import * as os from 'node:os';

/** How far behind the program: enough that its threads get a core at once, little enough that what they do is read soon. */
const recorderNice = 10;

/**
 * Lets the program go first where both want a core: a program whose threads wake each other waits otherwise, now and
 * then, for the recorder. Of this thread alone, which only Linux can do; whatever is started by it afterwards has the
 * same low priority.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    if (os.getPriority(0) < recorderNice) os.setPriority(0, recorderNice);
  } catch {
    // Then both are equal.
  }
}
