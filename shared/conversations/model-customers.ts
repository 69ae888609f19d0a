import type { Stage } from '../customers/rules-stage.ts';
import type { Platform, Source } from './model.ts';
import type { ConversationKey } from './model-keys.ts';

/** Whom a conversation is with and the contact they gave, as stored. Times are epoch milliseconds (UTC). */

/** Contact as stored: sealed values and what may be shown to everyone. */
export interface SealedContact {
  readonly phoneSealed?: string;
  readonly phoneMasked?: string;
  readonly phoneFlaw?: ContactFlaw;
  readonly wechatSealed?: string;
  readonly wechatMasked?: string;
  readonly wechatFlaw?: ContactFlaw;
  readonly name?: string;
  readonly city?: string;
}

/** Why a value is not whole: the platform hid a part of it, or it is no number or id at all (K5). */
export type ContactFlaw = 'masked' | 'invalid';

export interface Customer extends ConversationKey {
  readonly accountId: string;
  readonly platform: Platform;
  readonly customerPlatformId: string;
  readonly name: string;
  readonly avatarUrl?: string;
  readonly source?: Source;
  readonly firstSeenAtMs: number;
  readonly remark: string;
  readonly tags: readonly string[];
  readonly mutualFollow: boolean;
  /** K3; absent = nobody has said. */
  readonly stage?: Stage;
  readonly contact?: SealedContact;
}

/** A captured contact (K5). One per conversation; the indexes find the same number or WeChat id without opening it. */
export interface Lead extends ConversationKey {
  readonly accountId: string;
  readonly platform: Platform;
  readonly leadId: string;
  readonly customerName: string;
  readonly contact: SealedContact;
  readonly phoneIndex?: string;
  readonly wechatIndex?: string;
  readonly source?: Source;
  /** When it first had what reaches somebody; before that, when it came. */
  readonly capturedAtMs: number;
  readonly state: 'new' | 'contacted' | 'friend' | 'lost';
  /** Who moved it to its state, and when; absent = it is as it came. */
  readonly stateBy?: string;
  readonly stateAtMs?: number;
  /** The member who follows it. */
  readonly ownerId?: string;
}

/** A lead record that matches no conversation clearly (K6): it waits, it is never guessed. */
export interface LeadRecord {
  readonly tenantId: string;
  readonly accountId: string;
  readonly recordId: string;
  readonly nickName?: string;
  readonly contact: SealedContact;
  readonly source?: Source;
  readonly submittedAtMs: number;
  /** Best candidates with their scores, for a person to decide. */
  readonly candidates: readonly { readonly conversationId: string; readonly score: number }[];
  /** Set once it was clear whose it is. */
  readonly matchedConversationId?: string;
  /** Conversations that a person said it is not of. */
  readonly rejected?: readonly string[];
  /** A person decided: whose it is, or that it is nobody's here. */
  readonly decided?: { readonly by: string; readonly atMs: number };
}
