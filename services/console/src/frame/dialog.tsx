// A sheet over the page that keeps the focus, and gives it back.

import { onCleanup, onMount, type JSX } from "solid-js";

export function Dialog(props: { label: string; shut(): void; children: JSX.Element }) {
  const before = document.activeElement;
  let sheet: HTMLDialogElement | undefined;
  onMount(() => sheet?.showModal());
  onCleanup(() => before instanceof HTMLElement && before.focus());
  return (
    <dialog
      ref={sheet}
      aria-label={props.label}
      onClose={() => props.shut()}
      onClick={(event) => event.target === sheet && props.shut()}
    >
      {props.children}
    </dialog>
  );
}
