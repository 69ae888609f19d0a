import { InvalidInput, NotAllowed, NotFound, RuleViolation } from '../runtime/errors.ts';
import type { Macro } from './model.ts';
import { faultOf, isVisibleTo } from './rules-macros.ts';
import type { MacroStore } from './store-macros.ts';

/** All are read at once, so they stay few. */
const MAX_MACROS = 300;

/** Everybody's and one's own, by name. */
export async function listMacros(
  macros: MacroStore,
  who: { readonly tenantId: string; readonly memberId: string },
): Promise<readonly Macro[]> {
  const all = await macros.list(who.tenantId);
  return all.filter((macro) => isVisibleTo(macro, who.memberId)).sort((a, b) => a.name.localeCompare(b.name, 'zh'));
}

/** One that the member may use. @throws {NotFound} */
export async function visibleMacro(
  macros: MacroStore,
  who: { readonly tenantId: string; readonly memberId: string },
  macroId: string,
): Promise<Macro> {
  const macro = await macros.load(who.tenantId, macroId);
  if (!macro || !isVisibleTo(macro, who.memberId)) throw new NotFound('macro.unknown', 'no such macro');
  return macro;
}

/**
 * Keeps a macro under its id; one that is there is replaced.
 *
 * @throws {InvalidInput} `macro.empty`, `macro.snooze-and-close`. @throws {NotAllowed} `macro.not-yours`. @throws {RuleViolation} `macro.too-many`.
 */
export async function saveMacro(macros: MacroStore, macro: Macro, by: string): Promise<Macro> {
  const fault = faultOf(macro.steps);
  if (fault) throw new InvalidInput(fault, 'the steps make no macro', { field: 'steps' });
  const all = await macros.list(macro.tenantId);
  const known = all.find(({ macroId }) => macroId === macro.macroId);
  if (known && !isVisibleTo(known, by)) throw new NotAllowed('macro.not-yours', 'another member’s own');
  if (!known && all.length >= MAX_MACROS) throw new RuleViolation('macro.too-many', `at most ${MAX_MACROS} macros`);
  await macros.put(macro);
  return macro;
}

/** Forgets a macro. @throws {NotFound} */
export async function deleteMacro(
  macros: MacroStore,
  who: { readonly tenantId: string; readonly memberId: string },
  macroId: string,
): Promise<void> {
  await visibleMacro(macros, who, macroId);
  await macros.remove(who.tenantId, macroId);
}
