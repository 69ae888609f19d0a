import type { ConversationView } from '../contracts.ts';
import type { ThreadLine } from './thread-merge.ts';

/** What those who act on a thread ask of it: what it shows, and that it shows what came of their act. */
export interface ThreadPort {
  readonly id: string;
  readonly lines: () => readonly ThreadLine[];
  readonly conversation: () => ConversationView | undefined;
  readonly show: (lines: readonly ThreadLine[]) => void;
  /** A head as the server answered it: everybody who shows the conversation follows. */
  readonly accept: (conversation: ConversationView) => void;
}
