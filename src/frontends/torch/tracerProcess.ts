/** Entry of the tracer process. */
export {};
