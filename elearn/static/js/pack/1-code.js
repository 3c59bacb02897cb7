/* A result code: what a pack keeps, deflated (RFC 1950) and in letters that every chat leaves alone. */
var packCode = (function () {
  "use strict";

  function letters(bytes) {
    var text = "";
    bytes.forEach(function (byte) {
      text += String.fromCharCode(byte);
    });
    return "EL1." + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") + ".";
  }

  // The same form without making it smaller, for browsers that cannot.
  function wrapped(bytes) {
    var out = [0x78, 1];
    var a = 1;
    var b = 0;
    for (var from = 0; from === 0 || from < bytes.length; from += 65535) {
      var part = bytes.subarray(from, from + 65535);
      var length = part.length;
      out.push(from + 65535 >= bytes.length ? 1 : 0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255);
      part.forEach(function (byte) {
        out.push(byte);
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
      });
    }
    return letters(out.concat(b >> 8, b & 255, a >> 8, a & 255));
  }

  return function (events, done) {
    var bytes = new TextEncoder().encode(
      events
        .map(function (event) {
          return JSON.stringify(event);
        })
        .join("\n"),
    );
    function plain() {
      done(wrapped(bytes));
    }
    try {
      var smaller = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
      new Response(smaller).arrayBuffer().then(function (buffer) {
        done(letters(new Uint8Array(buffer)));
      }, plain);
    } catch (unknown) {
      plain();
    }
  };
})();
