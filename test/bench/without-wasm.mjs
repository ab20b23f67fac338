// Loaded before the product: a host that has no WebAssembly.
delete globalThis.WebAssembly;
