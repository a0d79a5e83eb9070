// What a browser offers and node lacks, as far as the reference's snippets use it; a pause of 5 s is one of 50 ms.
// Every refused request ends the snippet, so that its polling loop cannot wait for a task that does not exist.
import { File, resolveObjectURL } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";

const { fetch, setTimeout } = globalThis;

globalThis.setTimeout = (callback, milliseconds, ...rest) => setTimeout(callback, milliseconds / 100, ...rest);

globalThis.fetch = async (...request) => {
  const answer = await fetch(...request);
  if (!answer.ok) {
    console.error(answer.status, await answer.text());
    process.exit(1);
  }
  return answer;
};

globalThis.document = {
  querySelector: () => ({ files: [new File([readFileSync("paper.pdf")], "paper.pdf", { type: "application/pdf" })] })
};

globalThis.FileReader = class {
  readAsDataURL(file) {
    file.arrayBuffer().then((bytes) => {
      this.result = `data:${file.type};base64,${Buffer.from(bytes).toString("base64")}`;
      this.onload();
    }, this.onerror);
  }
};

globalThis.window = {
  open: async (url) => writeFileSync("diagram.png", Buffer.from(await resolveObjectURL(url).arrayBuffer()))
};
