namespace BalanceNotifications.Events;

/// <summary>Why an endpoint did not take an event. The numbers are stored; they never change.</summary>
public enum AttemptError
{
    /// <summary>It answered with a status that is neither 2xx nor one of those below.</summary>
    Refused = 1,

    /// <summary>It answered 3xx: nobody is led elsewhere.</summary>
    Redirected = 2,

    /// <summary>It answered 410: nobody is there any more.</summary>
    Gone = 3,

    /// <summary>No answer in time.</summary>
    TimedOut = 4,

    NameNotResolved = 5,

    /// <summary>Its name leads to no address of the public internet, or by plain http to one that is.</summary>
    AddressNotAllowed = 6,

    ConnectionFailed = 7,

    /// <summary>Its certificate is not to be trusted, or no version of TLS was agreed on.</summary>
    TlsFailed = 8,

    /// <summary>What it answered is not HTTP as we read it.</summary>
    ProtocolError = 9,
}
