import type { LiveMessage, ThreadItem } from '../contracts.ts';

type PresenceMessage = Extract<LiveMessage, { type: 'presence' | 'typing' }>;
export interface Colleague {
  readonly memberId: string;
  readonly name: string;
  readonly typing: boolean;
}

export interface PresencePorts {
  readonly say: (command: { readonly type: 'watch' | 'leave' | 'typing'; readonly conversationId: string }) => void;
  readonly nowMs: () => number;
  readonly memberId: () => string | undefined;
  /** Runs again and again, so many milliseconds apart; gives back how to end it. */
  readonly every: (periodMs: number, run: () => void) => () => void;
}

/** The server forgets a watch after 100 s. */
const RENEW_EVERY_MS = 45_000;
/** What one keystroke tells the others lasts 8 s there. */
const TYPING_EVERY_MS = 4_000;

/** Who else looks at the open conversation, and who is writing (I5). Nothing of it is kept: it ends by itself. */
export class Presence {
  readonly #ports: PresencePorts;
  #watched: string | undefined;
  #members = $state.raw<readonly { memberId: string; name: string; untilMs: number }[]>([]);
  #typing = $state.raw<ReadonlyMap<string, { name: string; untilMs: number }>>(new Map());
  #endRenewal: (() => void) | undefined;
  #typedAtMs = 0;

  constructor(ports: PresencePorts) {
    this.#ports = ports;
  }

  /** The console shows this conversation, or none. */
  watch(conversationId: string | undefined): void {
    if (this.#watched === conversationId) return;
    if (this.#watched !== undefined) this.#ports.say({ type: 'leave', conversationId: this.#watched });
    this.#endRenewal?.();
    this.#watched = conversationId;
    this.#members = [];
    this.#typing = new Map();
    this.#typedAtMs = 0;
    if (conversationId === undefined) return;
    this.renew();
    this.#endRenewal = this.#ports.every(RENEW_EVERY_MS, () => this.renew());
  }

  /** Also after each break of the socket: the server knows nothing of a new one. */
  renew(): void {
    if (this.#watched !== undefined) this.#ports.say({ type: 'watch', conversationId: this.#watched });
  }

  /** A key was pressed in the composer; said seldom enough to cost nothing. */
  typed(): void {
    const nowMs = this.#ports.nowMs();
    if (this.#watched === undefined || nowMs - this.#typedAtMs < TYPING_EVERY_MS) return;
    this.#typedAtMs = nowMs;
    this.#ports.say({ type: 'typing', conversationId: this.#watched });
  }

  apply(message: PresenceMessage): void {
    if (message.conversationId !== this.#watched) return;
    if (message.type === 'presence') {
      this.#members = message.members;
      return;
    }
    const { memberId, name, untilMs } = message;
    this.#typing = new Map(this.#typing).set(memberId, { name, untilMs });
  }

  /** What a colleague sent ends their typing; names are all that a line tells of its sender. */
  settled(items: readonly Pick<ThreadItem, 'senderName'>[]): void {
    const names = new Set(items.flatMap(({ senderName }) => senderName ?? []));
    const typing = [...this.#typing].filter(([, { name }]) => !names.has(name));
    if (typing.length !== this.#typing.size) this.#typing = new Map(typing);
  }

  /** The others, whoever is writing first. Who did not renew in time is gone. */
  others(nowMs: number): readonly Colleague[] {
    const me = this.#ports.memberId();
    const known = new Map<string, Colleague>();
    for (const { memberId, name, untilMs } of this.#members) {
      if (memberId !== me && untilMs > nowMs) known.set(memberId, { memberId, name, typing: false });
    }
    for (const [memberId, { name, untilMs }] of this.#typing) {
      if (memberId !== me && untilMs > nowMs) known.set(memberId, { memberId, name, typing: true });
    }
    return [...known.values()].sort((a, b) => Number(b.typing) - Number(a.typing) || a.name.localeCompare(b.name));
  }
}
