using PhoneNumbers;

namespace BalanceNotifications.Zones;

/// <summary>The zones in which the numbers of a phone's area code are, by libphonenumber.</summary>
internal static class AreaCodeZones
{
    // Asked for a number without a place (toll-free, unknown), libphonenumber names every zone of its country.
    private const int MostZonesOfOneAreaCode = 3;

    /// <param name="phone">E.164.</param>
    /// <returns>Empty when the number says nothing about a place.</returns>
    public static IReadOnlyList<TimeZoneInfo> Find(string? phone)
    {
        if (phone is null)
        {
            return [];
        }

        try
        {
            var number = PhoneNumberUtil.GetInstance().Parse(phone, defaultRegion: null);
            var zones = PhoneNumberToTimeZonesMapper.GetInstance().GetTimeZonesForGeographicalNumber(number);
            return zones.Count <= MostZonesOfOneAreaCode ? [.. Existing(zones)] : [];
        }
        catch (NumberParseException)
        {
            return [];
        }
    }

    private static IEnumerable<TimeZoneInfo> Existing(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (ZoneId.TryFind(id, out var zone))
            {
                yield return zone;
            }
        }
    }
}
