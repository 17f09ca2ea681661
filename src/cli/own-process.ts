let own = false;

/** Says that this process is the command's own: nobody else has work in it. */
export function ownProcess(): void {
  own = true;
}

/** True if this process is the command's own, which then computes nothing itself that takes long. */
export function hasOwnProcess(): boolean {
  return own;
}
