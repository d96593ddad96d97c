/** The argument by which a process that is started to record knows that it is. */
export const recorderRole = '--play-recorder';
