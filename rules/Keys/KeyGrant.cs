using BalanceNotifications.Practices;

namespace BalanceNotifications.Keys;

/// <summary>What a key lets its holder do.</summary>
/// <param name="Practices">Slugs, or <see cref="EveryPractice"/>.</param>
/// <param name="Roles">Some of <see cref="KnownRoles"/>.</param>
public sealed record KeyGrant(IReadOnlyList<string> Practices, IReadOnlyList<string> Roles)
{
    /// <summary>Stands for all practices of the organisation, present and future.</summary>
    public const string EveryPractice = "*";

    public static readonly IReadOnlyList<string> KnownRoles = ["admin", "biller", "viewer", "integration"];

    private const int MostPractices = 1_000;

    public bool EntersEveryPractice => Practices.Contains(EveryPractice);

    /// <summary>Whether all its practices are among <paramref name="others"/>.</summary>
    public bool LiesWithin(IReadOnlyList<string> others) =>
        others.Contains(EveryPractice) || Practices.All(practice => others.Contains(practice));

    public static IReadOnlyList<FieldError> Validate(KeyGrant grant)
    {
        var errors = new FieldErrors();
        errors.Require(
            grant.Practices.Count is > 0 and <= MostPractices, "practices",
            $"Names 1 to {MostPractices} practices, or {EveryPractice} for all.");
        errors.Require(
            !grant.EntersEveryPractice || grant.Practices.Count == 1, "practices", $"{EveryPractice} stands alone.");
        for (var index = 0; index < grant.Practices.Count; index++)
        {
            errors.Require(
                grant.Practices[index] == EveryPractice || PracticeSlug.IsWellFormed(grant.Practices[index]),
                $"practices[{index}]", PracticeSlug.Rule);
        }

        errors.Require(grant.Roles.Count > 0, "roles", $"Holds some of {string.Join(", ", KnownRoles)}.");
        for (var index = 0; index < grant.Roles.Count; index++)
        {
            errors.Require(
                KnownRoles.Contains(grant.Roles[index]), $"roles[{index}]", $"Is one of {string.Join(", ", KnownRoles)}.");
        }

        return errors.All;
    }
}
