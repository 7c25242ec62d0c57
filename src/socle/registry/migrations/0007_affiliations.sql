SELECT socle_temporal('employer_nature', '{employer_id}'),
       socle_temporal('employer_identifier', '{employer_id,kind}'),
       socle_temporal('employer_contact', '{employer_id}'),
       socle_temporal('agency', '{fund_id,code}'),
       socle_temporal('employer_agency', '{employer_id}'),
       socle_temporal('employer_parent', '{employer_id}'),
       socle_temporal('employer_succession', '{employer_id}'),
       socle_temporal('employer_representative', '{employer_id,rank}'),
       socle_temporal('establishment_place', '{employer_id,number}');

-- What two affiliates are compared by at each affiliation: company number, address.
CREATE INDEX employer_profile_company_number ON employer_profile (fund_id, company_number)
  WHERE company_number <> '';
CREATE INDEX employer_profile_address ON employer_profile (fund_id, name_key(address, city))
  WHERE address <> '';
