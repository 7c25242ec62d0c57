// Reads resources, a JSON list, and writes for each the list of what is wrong in it.
const { Fhir } = require("fhir");

let said = "";
process.stdin.on("data", (part) => (said += part));
process.stdin.on("end", () => {
  const fhir = new Fhir();
  const told = JSON.parse(said).map((each) =>
    fhir
      .validate(each, { errorOnUnexpected: true })
      .messages.filter((found) => found.severity === "error")
      .map((found) => `${found.severity} ${found.location}: ${found.message}`),
  );
  process.stdout.write(JSON.stringify(told));
});
