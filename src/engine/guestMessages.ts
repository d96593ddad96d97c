import { deserialize, serialize } from 'node:v8';
import type { FromRecorder } from './recorderMessages.ts';
import type { LookersQuestion } from './recorderAnswers.ts';
import type { RootEnd } from './recording.ts';

/**
 * What a guest and the recorder that it is attached to say to each other over a socket. Each message is a frame. The
 * guest's first one is the run's token, as it is: before that is shown, nothing is deserialised.
 */

/** Raised when either side would misunderstand the other. */
export const guestProtocolVersion = 1;

/** A question with a list of ten thousand threads takes fifty kilobytes. */
export const maxFromGuestBytes = 1024 * 1024;
/** A snapshot of ten thousand threads takes ten megabytes. */
export const maxToGuestBytes = 256 * 1024 * 1024;

export type FromGuest =
  /** Whether updates are wanted. The first one after that is a snapshot. */
  { readonly type: 'follow'; readonly isWanted: boolean } | LookersQuestion;

export type ToGuest =
  /** The token was the right one. */
  | { readonly type: 'welcome' }
  /** The program has ended, and everything that it told has been read and told. */
  | { readonly type: 'ended'; readonly end: RootEnd }
  | Extract<FromRecorder, { type: 'update' | 'notices' | 'answer' | 'refusal' }>;

export function encodeGuestMessage(message: FromGuest | ToGuest): Buffer {
  return serialize(message);
}

/** From a recorder that has announced itself in a folder that is the user's alone. @throws when it is none */
export function decodeToGuest(frame: Buffer): ToGuest {
  return deserialize(frame) as ToGuest;
}

/**
 * From whoever has shown the token. What is asked is checked by its kind; a question that makes no sense is refused
 * when it is answered.
 * @throws for anything that is no message of a guest
 */
export function decodeFromGuest(frame: Buffer): FromGuest {
  const message: unknown = deserialize(frame);
  if (typeof message === 'object' && message !== null && 'type' in message) {
    if (message.type === 'follow' && 'isWanted' in message && typeof message.isWanted === 'boolean')
      return { type: 'follow', isWanted: message.isWanted };
    if (
      message.type === 'ask' &&
      'id' in message &&
      typeof message.id === 'number' &&
      'name' in message &&
      typeof message.name === 'string' &&
      (lookersQuestions as readonly string[]).includes(message.name)
    )
      return message as LookersQuestion;
  }
  throw new TypeError('This is no message of a guest.');
}

const lookersQuestions = ['snapshot', 'window', 'trace', 'summary'] satisfies LookersQuestion['name'][];
