/** Activation: wiring only. */
export function activate(): void {
  // The surfaces are wired here as they arrive.
}

export function deactivate(): void {
  // Nothing is held yet.
}
