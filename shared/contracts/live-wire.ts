/**
 * How messages travel over the consoles' socket. A console says in the address that opens it which way it reads; one that
 * says nothing (a page loaded before an update) gets each message in a post of its own.
 *
 * 1: a post is a message. 2: a post is a message, or several in their order: `{"type":"several","messages":[…]}`.
 */
export const LIVE_WIRE = '2';

const OPENING = '{"type":"several","messages":[';
const CLOSING = ']}';

/** Texts of messages as posts of at most so many bytes, in their order; a text that is longer alone stays alone. */
export function postsOf(texts: readonly string[], mostBytes: number): readonly string[] {
  const posts: string[] = [];
  let held: string[] = [];
  let bytes = 0;
  const flush = (): void => {
    const [only] = held;
    if (only !== undefined) posts.push(held.length === 1 ? only : `${OPENING}${held.join(',')}${CLOSING}`);
    held = [];
    bytes = OPENING.length + CLOSING.length;
  };
  flush();
  for (const text of texts) {
    const more = new TextEncoder().encode(text).length + 1;
    if (bytes + more > mostBytes) flush();
    held.push(text);
    bytes += more;
  }
  flush();
  return posts;
}

/** The messages of a post, in their order; what is no post of ours says nothing. */
export function messagesIn(post: unknown): readonly { readonly type: string }[] {
  if (!isTyped(post)) return [];
  if (post.type !== 'several') return [post];
  return 'messages' in post && Array.isArray(post.messages) ? post.messages.filter(isTyped) : [];
}

const isTyped = (value: unknown): value is { readonly type: string } =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
