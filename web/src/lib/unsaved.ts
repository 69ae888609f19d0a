import { beforeNavigate } from '$app/navigation';
import { m } from './paraglide/messages.js';

/** Asks before what was typed into a form and not saved is left behind. Call it while a component is made. */
export function guardUnsaved(isUnsaved: () => boolean): void {
  beforeNavigate((navigation) => {
    if (isUnsaved() && !confirm(m.leave_unsaved())) navigation.cancel();
  });
}
