"""(nødnumre) The numbers that are the same everywhere in Norway, also when the municipality is closed.

The doctor on duty has one national number, medical emergencies another (akuttmedisinforskriften, FOR-2015-03-20-231).
"""

DOCTOR_ON_DUTY = "116 117"
MEDICAL_EMERGENCY = "113"
