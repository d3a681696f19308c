/** Entry of the engine process. */
export {};
