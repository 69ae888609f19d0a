export interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'good' | 'bad' | 'agent';
  readonly title: string;
  readonly text?: string;
  /** What the toast offers: an address to go to, or something to do (undo). */
  readonly action?: { readonly label: string; readonly href?: string; readonly run?: () => void };
}

const STAY_MS = 6000;
const MOST_SHOWN = 4;

/** Short words that pass. What must not be missed is also marked where it belongs. */
class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #lastId = 0;

  get list(): readonly Toast[] {
    return this.#list;
  }

  show(toast: Omit<Toast, 'id'>): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#list = [...this.#list, { ...toast, id }].slice(-MOST_SHOWN);
    this.resume(id);
  }

  dismiss(id: number): void {
    this.pause(id);
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  /** While the pointer or the focus is on it, a toast stays. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), STAY_MS),
    );
  }
}

export const toasts = new Toasts();
