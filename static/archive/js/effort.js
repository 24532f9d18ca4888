// A little work in place of a captcha: find n so that SHA-256("salt.n") begins with enough zero bits,
// and write it into the form. Nothing waits for it and nothing is blocked: a form sent before it is done
// is asked to wait by the server, as it is without JavaScript. This file is the page's script and its own
// worker, so that it stays right under a hashed name; it asks nobody else for anything.

// --- SHA-256 (FIPS 180-4) of a message of at most 55 bytes, that is, of one block ------------------

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0; // its first 32 bits
const K = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const W = new Int32Array(64);

const turn = (x, by) => (x >>> by) | (x << (32 - by));

/** Fills W[0..15] with the padded message; its letters are ASCII. */
const pad = (message) => {
  W.fill(0, 0, 16);
  for (let i = 0; i < message.length; i += 1) W[i >> 2] |= message.charCodeAt(i) << (24 - 8 * (i & 3));
  W[message.length >> 2] |= 0x80 << (24 - 8 * (message.length & 3));
  W[15] = message.length * 8;
};

/** The first 32 bits of the digest. More zero bits than 32 are never asked for. */
const firstWord = (message) => {
  pad(message);
  for (let i = 16; i < 64; i += 1) {
    const s0 = turn(W[i - 15], 7) ^ turn(W[i - 15], 18) ^ (W[i - 15] >>> 3);
    const s1 = turn(W[i - 2], 17) ^ turn(W[i - 2], 19) ^ (W[i - 2] >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let a = START[0], b = START[1], c = START[2], d = START[3];
  let e = START[4], f = START[5], g = START[6], h = START[7];
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return (START[0] + a) | 0;
};

/** The first solution in [from, to), or null. */
const search = (salt, difficulty, from, to) => {
  for (let n = from; n < to; n += 1) if (Math.clz32(firstWord(`${salt}.${n}`)) >= difficulty) return n;
  return null;
};

// --- the page: by a worker, or in slices where there is none ---------------------------------------

const SLICE = 1000; // hashes: some 3 ms on a phone

const solveInSlices = (salt, difficulty, done, from = 0) => {
  const found = search(salt, difficulty, from, from + SLICE);
  if (found !== null) done(found);
  else setTimeout(solveInSlices, 0, salt, difficulty, done, from + SLICE);
};

const solve = (salt, difficulty, done) => {
  try {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.addEventListener("message", (event) => {
      worker.terminate();
      done(event.data);
    });
    worker.addEventListener("error", () => {
      worker.terminate();
      solveInSlices(salt, difficulty, done);
    });
    worker.postMessage({ salt, difficulty });
  } catch {
    solveInSlices(salt, difficulty, done);
  }
};

if (typeof document === "undefined") {
  globalThis.addEventListener("message", ({ data: { salt, difficulty } }) => {
    globalThis.postMessage(search(salt, difficulty, 0, Number.MAX_SAFE_INTEGER));
  });
} else {
  for (const effort of document.querySelectorAll("[data-effort]")) {
    const [salt, difficulty] = effort.querySelector("[data-effort-challenge]").value.split(".");
    const solution = effort.querySelector("[data-effort-solution]");
    solve(salt, Number(difficulty), (found) => {
      solution.value = String(found);
    });
  }
}
