import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';

/** Pushes the echo of an accepted send unless a fault swallows it (F6); waits for it only where it must come first (F5). */
export async function pushEcho(
  { faults, ledger }: { readonly faults: Faults; readonly ledger: Ledger },
  accountId: string,
  push: () => Promise<void>,
): Promise<void> {
  if (faults.strike('echo.never', { accountId })) return;
  ledger.count('echoes');
  if (faults.strike('echo.before-answer', { accountId })) await push();
  else setImmediate(() => void push());
}
