namespace BalanceNotifications.Demo;

/// <summary>A practice of the demo and its share of the statements.</summary>
/// <param name="Slug">Its id in URLs.</param>
/// <param name="Name">As guarantors read it.</param>
/// <param name="TimeZone">IANA.</param>
/// <param name="Phone">The number to call back, E.164.</param>
/// <param name="FirstRow">Where its rows begin in the CSV, from 0 after the header.</param>
/// <param name="Rows">How many they are.</param>
internal sealed record DemoPractice(string Slug, string Name, string TimeZone, string Phone, int FirstRow, int Rows)
{
    public static readonly IReadOnlyList<DemoPractice> All =
    [
        new("north-clinic", "North Clinic", "America/Chicago", "+13125550100", FirstRow: 0, Rows: 600),
        new("lakeside-dental", "Lakeside Dental", "America/New_York", "+12125550100", FirstRow: 600, Rows: 400),
    ];

    public string Path => $"/v1/practices/{Slug}";
}
