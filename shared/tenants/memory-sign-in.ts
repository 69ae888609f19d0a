import type { SignInAccounts } from '../runtime/ports.ts';

export interface MemorySignIn extends SignInAccounts {
  /** Everything asked for, in order. */
  readonly asked: string[];
}

/** The sign-in service in memory, for tests. */
export function createMemorySignIn(): MemorySignIn {
  const subs = new Map<string, string>();
  const asked: string[] = [];
  return {
    asked,
    async invite(email) {
      asked.push(`invite ${email}`);
      const known = subs.get(email);
      const sub = known ?? `sub-${subs.size + 1}-${email.split('@')[0] ?? ''}`;
      subs.set(email, sub);
      return { sub, isNew: known === undefined };
    },
    resend: async (email) => void asked.push(`resend ${email}`),
    disable: async (email) => void asked.push(`disable ${email}`),
    enable: async (email) => void asked.push(`enable ${email}`),
    async remove(email) {
      asked.push(`remove ${email}`);
      subs.delete(email);
    },
  };
}
