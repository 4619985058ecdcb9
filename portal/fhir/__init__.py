"""The plan as HL7 FHIR R4: out to other systems, and in again."""
